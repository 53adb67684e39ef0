"""What the relationships of SPDX mean in the model, by the words of versions 2 and 3.

Source: https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements/ and the RelationshipType of 3.0.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.readers.imports.bills.bills import HELD_BY, HOLDS, LINKED, MAY_BE_HELD_BY, MAY_HOLD, Meaning
from graphx.readers.imports.draft import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphx.errors import Place
    from graphx.readers.imports.draft import Draft


def _vocabulary(links: str, **parts: Meaning) -> dict[str, Meaning]:
    return dict.fromkeys(links.split(), LINKED) | parts


VERSION_2: Final = _vocabulary(
    "AMENDS ANCESTOR_OF BUILD_TOOL_OF COPY_OF DATA_FILE_OF DEPENDENCY_MANIFEST_OF DESCENDANT_OF DESCRIBED_BY DESCRIBES"
    " DEV_DEPENDENCY_OF DEV_TOOL_OF DISTRIBUTION_ARTIFACT DOCUMENTATION_OF EXAMPLE_OF FILE_ADDED FILE_DELETED FILE_MODIFIED"
    " METAFILE_OF OTHER PATCH_FOR REQUIREMENT_DESCRIPTION_FOR SPECIFICATION_FOR TEST_CASE_OF TEST_DEPENDENCY_OF TEST_OF"
    " TEST_TOOL_OF VARIANT_OF",
    CONTAINS=HOLDS,
    DEPENDS_ON=HOLDS,
    STATIC_LINK=HOLDS,
    DYNAMIC_LINK=HOLDS,
    GENERATED_FROM=HOLDS,
    CONTAINED_BY=HELD_BY,
    DEPENDENCY_OF=HELD_BY,
    RUNTIME_DEPENDENCY_OF=HELD_BY,
    PACKAGE_OF=HELD_BY,
    GENERATES=HELD_BY,
    EXPANDED_FROM_ARCHIVE=HELD_BY,
    PATCH_APPLIED=HELD_BY,
    HAS_PREREQUISITE=MAY_HOLD,
    PREREQUISITE_FOR=MAY_BE_HELD_BY,
    OPTIONAL_DEPENDENCY_OF=MAY_BE_HELD_BY,
    OPTIONAL_COMPONENT_OF=MAY_BE_HELD_BY,
    PROVIDED_DEPENDENCY_OF=MAY_BE_HELD_BY,
    BUILD_DEPENDENCY_OF=MAY_BE_HELD_BY,  # headers and static parts come in, compilers do not
)
"""Of SPDX 2: what carries nothing, and what is a part of what."""
VERSION_3: Final = _vocabulary(
    "affects amendedBy ancestorOf availableFrom configures coordinatedBy copiedTo delegatedTo descendantOf describes"
    " doesNotAffect exploitCreatedBy fixedBy fixedIn foundBy hasAddedFile hasAssessmentFor hasAssociatedVulnerability"
    " hasConcludedLicense hasDataFile hasDeclaredLicense hasDeletedFile hasDependencyManifest hasDistributionArtifact"
    " hasDocumentation hasEvidence hasExample hasHost hasInput hasMetadata hasOutput hasRequirement hasSpecification hasTest"
    " hasTestCase hasVariant invokedBy modifiedBy other publishedBy reportedBy republishedBy serializedInArtifact testedOn"
    " trainedOn underInvestigationFor usesTool",
    contains=HOLDS,
    dependsOn=HOLDS,
    hasStaticLink=HOLDS,
    hasDynamicLink=HOLDS,
    expandsTo=HOLDS,
    patchedBy=HOLDS,
    generates=HELD_BY,
    packagedBy=HELD_BY,
    hasOptionalComponent=MAY_HOLD,
    hasOptionalDependency=MAY_HOLD,
    hasProvidedDependency=MAY_HOLD,
    hasPrerequisite=MAY_HOLD,
)
"""Of SPDX 3.0."""


class Word(NamedTuple):
    """A relationship's word as the standard spells it, and what it means; without meaning where the standard has none."""

    spelled: str
    meaning: Meaning | None


def known_word(written: str, vocabulary: Mapping[str, Meaning], where: Place, draft: Draft) -> Word:
    """Return what a word means; another spelling of one is read as it, and a word that is none is said."""
    if written in vocabulary:
        return Word(written, vocabulary[written])
    letters = _letters(written)
    for spelled, meaning in vocabulary.items():
        if _letters(spelled) == letters:
            draft.remark(where, Outcome.REPAIRED, f"{written} is read as {spelled}")
            return Word(spelled, meaning)
    what = f"{written} is no relationship of SPDX: whether one is a part of the other is not told"
    draft.remark(where, Outcome.PARTLY_LOST, what)
    return Word(written, None)


def _letters(word: str) -> str:
    return word.rpartition("/")[2].replace("_", "").replace("-", "").casefold()
