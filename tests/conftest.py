"""What holds for every test: none depends on how fast the machine is."""

import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # so it is in the background of a shell: programs that tests start could not be interrupted
    signal.signal(signal.SIGINT, signal.default_int_handler)
