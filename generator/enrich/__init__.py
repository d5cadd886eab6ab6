"""Facts from public services: what the list lacks is asked for and written into the content.

Read :mod:`~generator.enrich.enrichment` for the command ``enrich``, and
:mod:`~generator.enrich.adding` for ``add``. A service is one module, listed in :data:`SERVICES`.
A build imports nothing of this package.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.enrich.arxiv import ARXIV
from generator.enrich.crossref import CROSSREF
from generator.enrich.huggingface import HUGGINGFACE
from generator.enrich.openalex import OPENALEX
from generator.enrich.semantic_scholar import SEMANTIC_SCHOLAR
from generator.enrich.service import Service

SERVICES: Mapping[str, Service] = {
    service.name: service for service in (ARXIV, OPENALEX, CROSSREF, SEMANTIC_SCHOLAR, HUGGINGFACE)
}
"""Every service by name. What an earlier one gives, a later one is not asked for."""
