"""Every law must kill its mutants: each change below is made to a copy of the package, and the law must then fail.

`python tests/mutants.py` runs them all; it fails if one survives.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent


class Mutant(NamedTuple):
    """A change that breaks a law: the module, what stands there, what is put instead, and the law that must notice."""

    module: str
    stands: str
    instead: str
    law: str


ORACLE = "tests/laws/test_agrees_with_the_oracle.py"
REACH = "tests/restrictions/test_reach.py"
SWEEP = "tests/paths/test_sweep.py"
THIN = f"{SWEEP}::test_on_thin_levels_who_crosses_certain_edges_only_stays_behind"
OWNERSHIP = "tests/restrictions/test_calculators.py"
CONTROL = "tests/questions/test_control.py"
SCREENING = "tests/restrictions/test_screening.py"
CHECK = "tests/questions/test_check.py"
BILLS = "tests/readers/test_cyclonedx.py"
SPDX = "tests/readers/test_spdx.py"
BILLS_TOGETHER = "tests/readers/test_bills_together.py"
OPEN_ENDS = "tests/readers/test_bills_open.py"
FILES_OF_BILLS = "tests/readers/test_bills_files.py"
WRITERS = "tests/writers/test_round_trip.py"
CELLS = "tests/model/test_cells.py"
TOGETHER = "tests/cli/test_stores_together.py"
ODD = "tests/readers/test_odd_tables.py"
EXCHANGE = "tests/writers/test_exchange.py"
FACTS = "tests/writers/test_facts.py"
ASIDE = "tests/readers/test_aside.py"
BACKSTAGE = "tests/writers/test_backstage.py"
EXPORT = "tests/cli/test_export.py::test_files_for_a_bulk_import_bear_the_marks_of_the_question"
PICTURES = "tests/writers/test_pictures.py"
REDACTION = "tests/model/test_redaction.py"
CASES = "tests/test_cases.py"
SEARCH = "tests/paths/test_search.py"
NEAR = f"{SEARCH}::test_one_start_is_answered_alike_by_looking_at_near_walks_first"
TANGLE = f"{SEARCH}::test_in_a_tangle_one_start_is_answered_alike_by_what_lies_around_it"
STANDING = f"{SEARCH}::test_backward_only_places_are_taken_in_which_walks_from_the_starts_may_stand"
NEAREST_FIRST = f"{SEARCH}::test_ends_are_told_by_hops_and_id_whichever_list_names_them"
TIERS = "tests/laws/test_limits.py::test_verdicts_alone_tell_what_proofs_tell"
SUBGRAPH = "tests/laws/test_risk_subgraph.py"
ASKED_AGAIN = f"{SUBGRAPH}::test_written_and_asked_again_it_answers_with_the_same_findings"
COLUMNAR = "tests/readers/test_columnar.py"
DRAFTED = "tests/laws/test_drafted_columns.py"
PACKED = "tests/readers/test_drafted_records.py"
STORE = "tests/laws/test_store.py"
BESIDE = f"{STORE}::test_a_store_beside_further_inputs_is_its_inputs_beside_them"
DAMAGE = "tests/readers/test_store.py"
ROOM = f"{DAMAGE}::test_places_take_no_more_room_than_their_numbers_need"
NARROW = f"{DAMAGE}::test_codes_are_as_narrow_as_their_texts_are_few_and_join_what_others_state"
REGISTERS = "tests/readers/test_registers.py"
JOINING = "tests/readers/test_joining.py"
GUIDE = "tests/neo4j/test_guide.py"
PUSH = "tests/neo4j/test_push.py"
LEFT = f"{PUSH}::test_a_smaller_dataset_takes_away_exactly_what_is_gone[server-5]"
NOTES = f"{PUSH}::test_what_a_note_of_others_holds_stays_and_is_no_entity[server-5]"
NOTED = (
    "tests/neo4j/test_findings.py::test_a_verdict_that_somebody_noted_goes_with_its_data_and_the_note_stays[server-5]"
)
BOXES = "tests/neo4j/test_levels.py::test_boxes_hold_what_the_view_says"
CYPHER = "tests/neo4j/test_emit.py"
CLIENT = "tests/neo4j/test_client.py"
MUTANTS = (
    Mutant(
        "readers/imports/drafted_columns.py",
        "if known.get(identity, where) > where:",
        "if False:",
        DRAFTED,
    ),
    Mutant("readers/imports/drafted_columns.py", "if not np.diff(texts.offsets).all():", "if False:", DRAFTED),
    Mutant("readers/imports/packed.py", "if value_of(name, cell) != value:", "if False:", DRAFTED),
    Mutant("readers/imports/packed.py", 'bare(value, loose=name == "properties") == value', "value", PACKED),
    Mutant("readers/imports/drafted_records.py", "self._rows[self._positions[row]] == row and ", "", PACKED),
    Mutant("readers/imports/drafted_records.py", " and self._where_packed().key(row) == key", "", PACKED),
    Mutant("readers/imports/drafted_records.py", "self._rows[record.position] = _GONE", "pass", PACKED),
    Mutant("readers/columnar.py", "    if name in _SPELT_IN_SEVERAL_WAYS:", "    if False:", DRAFTED),
    Mutant("readers/columnar.py", 'name.partition(".")[0] == "says"', 'name.startswith("says.")', DRAFTED),
    Mutant(
        "readers/doubt.py",
        "if any(model.faults({field: value}))]",
        "if False]",
        DRAFTED,
    ),
    Mutant("writers/table_columns.py", " if field in _ALWAYS else None", " if False else None", DRAFTED),
    Mutant(
        "readers/store.py",
        'is_single[stored.arrays[f"{name}.several"]] = False',
        "pass",
        BESIDE,
    ),
    Mutant(
        "writers/store.py",
        "if len(group) > 1 or",
        "if",
        BESIDE,
    ),
    Mutant("writers/store_columns.py", "found.append(_whole(cells))", "found.append(cells)", STORE),
    Mutant("writers/store_columns.py", "taken.astype(np.int32) + begin)", "taken.astype(np.int32))", STORE),
    Mutant(
        "readers/union.py",
        "if day else -1 for day in days",
        "if day else -1 for day in days[:1] * len(days)",
        BESIDE,
    ),
    Mutant(
        "readers/document.py",
        "    if len(found) == len(inputs):\n",
        "    if True:\n",
        f"{STORE}::test_what_is_in_a_store_already_changes_nothing_beside_it",
    ),
    Mutant("model/places.py", "number[places.file], places.line", "places.file, places.line", STORE),
    Mutant(
        "writers/store_files.py",
        "(aside / MANIFEST).replace(target / MANIFEST)",
        "pass",
        f"{DAMAGE}::test_a_store_that_is_open_goes_on_answering_while_another_takes_its_place",
    ),
    Mutant(
        "writers/store_files.py",
        "            if older.name != content:\n                shutil",
        "            if True:\n                shutil",
        NARROW,
    ),
    Mutant(
        "writers/store_files.py",
        "if named.exists() and any(",
        "if False and any(",
        f"{DAMAGE}::test_a_damaged_store_is_built_anew",
    ),
    Mutant(
        "writers/store_tables.py",
        "name: _distinct(column) for",
        "name: column for",
        f"{DAMAGE}::test_a_text_stands_once_in_what_the_writer_of_parquet_gets",
    ),
    Mutant(
        "readers/stored.py",
        "if memory[:HEADER] == header(",
        "if header(",
        f"{DAMAGE}::test_a_header_that_tells_another_array_is_refused_at_once",
    ),
    Mutant(
        "readers/store_check.py",
        '!= told["sha256"]',
        "is None",
        f"{DAMAGE}::test_every_byte_that_changes_is_found_by_a_look_at_all_of_them",
    ),
    Mutant(
        "writers/store_files.py",
        "            each.result()\n",
        "            each.exception()\n",
        f"{DAMAGE}::test_a_disk_that_is_full_while_a_table_is_packed_leaves_the_older_store",
    ),
    Mutant("writers/store_files.py", "most <= np.iinfo(each).max", "most - 1 <= np.iinfo(each).max", ROOM),
    Mutant(
        "graph/view.py",
        "    if moment < first:\n        return OUT",
        "    if moment <= first:\n        return OUT",
        ORACLE,
    ),
    Mutant(
        "graph/view.py",
        "OUT if moment > last or first == last else POSSIBLE",
        "OUT if moment > last else POSSIBLE",
        CASES,
    ),
    Mutant("graph/view.py", "        heard[self._graph.keyed] |= heard[self._graph.keyless] & DENIED\n", "", ORACLE),
    Mutant("graph/view.py", "reduce(np.minimum, levels)", "reduce(np.maximum, levels)", ORACLE),
    Mutant("graph/view.py", "levels[ended[until.codes[ended] >= 0]] = CERTAIN", "levels[ended] = CERTAIN", ORACLE),
    Mutant(
        "graph/view.py", ">= newest.get((name, relation), ALWAYS)", "> newest.get((name, relation), ALWAYS)", ORACLE
    ),
    Mutant(
        "writers/store_columns.py",
        "taken.astype(np.int32) + begin",
        "taken + begin",
        NARROW,
    ),
    Mutant(
        "readers/imports/registers/bods.py",
        "self._publisher_of.get(record, publisher) == publisher",
        "True",
        "tests/readers/test_registers.py",
    ),
    Mutant(
        "readers/imports/registers/bods_statements.py",
        "missing = [other for other in earlier if id(other) not in placed and id(other) not in entered]",
        "missing = []",
        "tests/readers/test_registers.py",
    ),
    Mutant(
        "readers/imports/registers/gleif_editions.py",
        "first = known[0] if can_say else last",
        "first = known[0]",
        "tests/readers/test_registers.py",
    ),
    Mutant(
        "model/identifiers.py",
        "scheme.is_sound(scheme.spelled(each)) for each in pieces",
        "True for each in pieces",
        "tests/readers/test_joining.py",
    ),
    Mutant("readers/merge.py", "if key not in doubtful:", "if True:", "tests/cli/test_export.py"),
    Mutant(
        "questions/subgraph.py",
        "_prove(view, restricted.listed(start), entities, relations)",
        "pass",
        "tests/cli/test_export.py",
    ),
    Mutant("model/parts.py", "span.last + 1", "span.first", ORACLE),
    Mutant("restrictions/restricted.py", 'view.value(relation, "role") == "criteria"', "False", ORACLE),
    Mutant("restrictions/reach.py", "for near, far in (ends, ends[::-1])]", "for near, far in (ends,)]", ORACLE),
    Mutant("restrictions/reach.py", "len(hit) == len(alternatives)\n", "True\n", ORACLE),
    Mutant(
        "paths/search.py",
        "certain[line, column_of[start.entity]] = possible[line, column_of[start.entity]] = -1",
        "pass",
        ORACLE,
    ),
    Mutant("paths/product.py", "POSSIBLE if move.target == ACCEPT_POSSIBLE else CERTAIN", "CERTAIN", ORACLE),
    Mutant("questions/frame.py", "None if is_limited else ends", "ends", ORACLE),
    Mutant("paths/sweep.py", "words[np.flatnonzero(~certain), self._strict_from // WORD :] = 0", "pass", ORACLE),
    Mutant(
        "paths/openings.py",
        "    missing.look_further()\n    return _told(",
        "    missing._all_found = np.concatenate(missing._found)\n    return _told(",
        f"{SEARCH}::test_what_is_missing_is_told_of_every_place_in_the_pattern_though_enough_was_found_before",
    ),
    Mutant("paths/first.py", "np.flatnonzero(entity == least)", "np.arange(len(entity))", TIERS),
    Mutant(
        "paths/first.py",
        "adjacency.certain[crossed[nearer]] | (to[nearer] < reach.strict_from)",
        "nearer >= 0",
        f"{SEARCH}::test_the_tier_of_a_certain_end_is_counted_on_a_certain_walk",
    ),
    Mutant("paths/first.py", "self.row[first].astype(np.int64) + self.source * size", "self.row[first]", TIERS),
    Mutant("paths/first.py", "(has_some | passing)[target]", "passing[target]", TIERS),
    Mutant("restrictions/restricted.py", "return dict(sorted(best.items()))", "return best", NEAREST_FIRST),
    Mutant("questions/exposure.py", 'sorted(ends, key=attrgetter("hops"))', "ends", TIERS),
    Mutant(
        "paths/first.py",
        "(has_some | passing)[target]",
        "has_some[target]",
        f"{SEARCH}::test_what_is_no_organization_does_not_count_however_far_behind_one_it_lies",
    ),
    Mutant("paths/first.py", "len(is_counted), level - 1, np.int32", "len(is_counted), 0, np.int32", TIERS),
    Mutant(
        "paths/first.py",
        "np.bincount(self.number, is_open[self.row]",
        "np.bincount(self.number, is_open[self.row] < 0",
        TIERS,
    ),
    Mutant(
        "paths/first.py",
        "np.where(rows == 1, ",
        "np.where(rows > 0, ",
        f"{SEARCH}::test_those_who_meet_at_an_entity_go_on_as_one_only_where_the_pattern_lets_them",
    ),
    Mutant("questions/proof.py", "columns = column, level, hops, tier", "columns = column, level, hops, hops", TIERS),
    Mutant("reports/parquet.py", "[cell or None for cell in column]", "list(column)", "tests/reports/test_parquet.py"),
    Mutant("paths/automaton.py", "frozenset(begins[state]),", "frozenset(),", ORACLE),
    Mutant(
        "paths/product.py", "self.view.graph.are(*kinds) & ~self._declared(way)", "self.view.graph.are(*kinds)", ORACLE
    ),
    Mutant("paths/predicates.py", "(CERTAIN - self._level(operand, side))", "(self._level(operand, side))", ORACLE),
    Mutant("paths/sweep.py", "(sources if strict else sources & lax) & ~known", "sources & ~known", THIN),
    Mutant("paths/breadth_first.py", "(certain.item(edge) or not self._certainly)", "True", THIN),
    Mutant(
        "model/table.py",
        "for own, row in at if own == part",
        "for own, row in sorted(at) if own == part",
        f"{STORE}::test_records_made_together_are_those_made_one_by_one",
    ),
    Mutant("readers/columnar.py", "list(islice(claims, len(own)))", "list(islice(claims, 1))", STORE),
    Mutant(
        "paths/exploring.py",
        "Explorer(product, ends, backward=True)",
        "Explorer(product, begins, backward=True)",
        f"{SEARCH}::test_from_whichever_side_is_explored_the_same_is_reached",
    ),
    Mutant(
        "paths/near.py",
        "possibly & (is_possible_only | certainly)",
        "possibly",
        TANGLE,
    ),
    Mutant("paths/near.py", "self._forward.bounds[::-1]", "self._forward.bounds[-2::-1]", TANGLE),
    Mutant("paths/near.py", "side.hops - (not side.is_finished)", "side.hops + 1", TANGLE),
    Mutant(
        "paths/near.py",
        "self._forward.hops + hops for hops in behind",
        "self._forward.hops + hops + 1 for hops in behind",
        TANGLE,
    ),
    Mutant("paths/exploring.py", "*borders", "*[]", TANGLE),
    Mutant("paths/openings.py", "self._all_found[pair[told], code[told]] = True", "pass", TANGLE),
    Mutant("paths/walks.py", "(length is None or length > self._known)", "False", TANGLE),
    Mutant("paths/sweep.py", "some(self._wanted & ~picked(self.seen, rows))", "~some(self.seen[rows])", SWEEP),
    Mutant("paths/breadth_first.py", "            edges = edges[certain[edges]]\n", "            pass\n", SWEEP),
    Mutant("paths/breadth_first.py", "is_missing |= ~certain.take(at)", "pass", SWEEP),
    Mutant("paths/breadth_first.py", "found[: found.searchsorted(self._in_reach)]", "found", SWEEP),
    Mutant("paths/breadth_first.py", "at += 1", "at += 2", SWEEP),
    Mutant("paths/breadth_first.py", "found[rows[is_missing & ~has_more]] = False", "pass", SWEEP),
    Mutant("paths/product.py", "[passage.source][beyond]", "[passage.target][beyond]", STANDING),
    Mutant("paths/arrivals.py", "if level.bit_length() > len(self._digits):", "if level < 0:", SWEEP),
    Mutant("paths/arrivals.py", "for digit in range(level.bit_length()) if", "for digit in range(1, 8) if", SWEEP),
    Mutant(
        "restrictions/calculators/cascade.py",
        "if total >= enough:\n                    round_of",
        "if total > enough:\n                    round_of",
        REACH,
    ),
    Mutant(
        "restrictions/calculators/affiliate.py",
        "                    if not stakes.is_state(other):",
        "                    if True:",
        OWNERSHIP,
    ),
    Mutant("restrictions/calculators/control.py", "share >= enough", "share >= enough - 1", OWNERSHIP),
    Mutant("restrictions/calculators/look_through.py", "pivot = 1 - ", "pivot = 1 + ", OWNERSHIP),
    Mutant("restrictions/stakes.py", "ranks if level == CERTAIN else -ranks", "ranks", OWNERSHIP),
    Mutant(
        "restrictions/reach.py",
        "owners = members if reach.calculator in GO_ON else listed",
        "owners = members",
        REACH,
    ),
    Mutant(
        "restrictions/reach.py",
        "(alone or not any(grown))",
        "True",
        f"{REACH}::test_calculators_that_go_on_from_each_other_do_so_in_any_order",
    ),
    Mutant("questions/control.py", "if each is self._sets[0] or", "if each is self._sets[0] and", CONTROL),
    Mutant("restrictions/names.py", "LEAST_RESEMBLANCE: Final = 90", "LEAST_RESEMBLANCE: Final = 60", SCREENING),
    Mutant(
        "restrictions/screening.py",
        '"same single word", Answer.POSSIBLE',
        '"same single word", Answer.MATCH',
        SCREENING,
    ),
    Mutant("restrictions/screening.py", "most // LEAST_RESEMBLANCE + 1", "len(block[-1])", SCREENING),
    Mutant("questions/rules.py", "min(in_force, int(view.level[relation]))", "int(view.level[relation])", CHECK),
    Mutant(
        "questions/rules.py", "((certain, sure), (possible, paths))", "((certain, paths), (possible, paths))", CHECK
    ),
    Mutant("questions/rules.py", "if finding.verdict is Finding.ALLOWED:", "if True:", CHECK),
    Mutant("questions/rules.py", "Member(CERTAIN - levels.get(number, OUT), ASKED)", "Member(CERTAIN, ASKED)", CHECK),
    Mutant("writers/document.py", "\\x7f-\\x9f", "", WRITERS),
    Mutant(
        "writers/document.py",
        "_PLAIN.fullmatch(text) and not (loose and",
        "_PLAIN.fullmatch(text) and not (False and",
        WRITERS,
    ),
    Mutant("readers/imports/bills/makers.py", "PUBLISHER: Final = 45", "PUBLISHER: Final = 85", BILLS),
    Mutant(
        "readers/imports/bills/settling.py",
        "return declared - {part.id for part in holders}",
        "return declared",
        OPEN_ENDS,
    ),
    Mutant("readers/imports/bills/naming.py", 'return "type"', 'return ""', BILLS_TOGETHER),
    Mutant("readers/imports/bills/naming.py", "{digest_of(*makers)}", "", BILLS_TOGETHER),
    Mutant("readers/imports/bills/naming.py", '"version" not in product', "False and product", BILLS_TOGETHER),
    Mutant(
        "readers/imports/bills/settling.py",
        "if not ends or any(ref in other.parts for other, ref in ends):",
        "if any(ref in other.parts for other, ref in ends):",
        FILES_OF_BILLS,
    ),
    Mutant(
        "readers/imports/bills/settling.py",
        "len(parts) < max(1, len(known))",
        "not known",
        FILES_OF_BILLS,
    ),
    Mutant(
        "readers/imports/bills/settling.py",
        "end.presence is link.presence is Presence.REQUIRED",
        "link.presence is Presence.REQUIRED",
        BILLS,
    ),
    Mutant("readers/imports/bills/spdx_words.py", "    DEPENDENCY_OF=HELD_BY", "    DEPENDENCY_OF=HOLDS", SPDX),
    Mutant("model/cells.py", "begins_like_formula(text.lstrip(QUOTE)) else", "begins_like_formula(text) else", CELLS),
    Mutant("model/cells.py", """ and not value.startswith('"')""", "", CELLS),
    Mutant("model/redaction.py", "hmac.new(self._key,", "hmac.new(b'',", REDACTION),
    Mutant("model/redaction.py", 'fields["source"] = self._sources[claim.source]', "pass", REDACTION),
    Mutant("writers/bods.py", "relation_id(identity), identity", '"-".join(identity), identity', EXCHANGE),
    Mutant("writers/cypher.py", "(?=u)", "(?=U)", EXCHANGE),
    Mutant("readers/__init__.py", "each.sha256) != each.sha256}", "each.sha256) == 0}", TOGETHER),
    Mutant("readers/files.py", "if _CONTENT.fullmatch(each.name) and", "if", TOGETHER),
    Mutant("readers/stored.py", '["sha256"] == manifest["sha256"]:', '["sha256"]:', TOGETHER),
    Mutant("cli/building.py", "    check_stores(inputs)  #", "    #", TOGETHER),
    Mutant("writers/store_files.py", "{escape(target.name)}", "{target.name}", TOGETHER),
    Mutant("cli/run.py", "        return str(error)\n", "        return ''\n", TOGETHER),
    Mutant("readers/union.py", "np.maximum(strangers, 1).sum()", "len(strangers)", ODD),
    Mutant("readers/union.py", "np.append(side.rows, side.untold)", "side.rows", ODD),
    Mutant("readers/cells.py", "name not in LISTS", "False", ODD),
    Mutant("writers/cypher.py", "sorted(waiting.items())", "sorted(waiting.items())[1:]", EXCHANGE),
    Mutant("writers/cypher.py", "if key != name and is_free(key)", "if key != name and _WORD.fullmatch(key)", EXCHANGE),
    Mutant(
        "writers/attribute_columns.py",
        "[map(_for_tools, blocks) for blocks in self._groups]",
        "self._groups",
        "tests/writers/test_graph_formats.py",
    ),
    Mutant("writers/cypher.py", "RELATION_FIELDS | TOLD | {", "RELATION_FIELDS | {", EXCHANGE),
    Mutant("writers/dot.py", '"tooltip": drawn(node.name)', '"tooltip": node.name', PICTURES),
    Mutant("writers/facts.py", "if level == OUT or any(", "if any(", FACTS),
    Mutant("writers/facts.py", "level_of_listing(view, number, restrictions) if is_listing else int", "int", FACTS),
    Mutant("writers/facts.py", "relation.model_copy(update=values)", "relation", FACTS),
    Mutant("cli/exports.py", "to_neo4j_csv(marked(subgraph), name)", "to_neo4j_csv(subgraph.dataset, name)", EXPORT),
    Mutant("writers/gexf.py", "last if first < last else max", "max", "tests/writers/test_graph_formats.py"),
    Mutant("writers/settled.py", "and day < as_of}", "and False}", WRITERS),
    Mutant("readers/imports/inventories/opengraph.py", "if claims or self._is_ours:", "if claims:", WRITERS),
    Mutant(
        "readers/imports/aside.py", 'if self._file and self._end > len(memory or b""):', "if memory is None:", ASIDE
    ),
    Mutant("readers/imports/aside.py", "except OSError:", "except EOFError:", ASIDE),
    Mutant("readers/imports/aside.py", "while written < len(data):", "while not written and len(data):", ASIDE),
    Mutant("writers/table_columns.py", "return _Lying(self._codes[rows], self._cells)", "return self", DRAFTED),
    Mutant(
        "writers/picture.py",
        "status.codes * 2 + is_denied",
        "status.codes * 2",
        "tests/writers/test_picture_columns.py",
    ),
    Mutant(
        "writers/picture.py",
        "np.where(is_single, each.codes, -1)",
        "each.codes",
        "tests/writers/test_picture_columns.py",
    ),
    Mutant(
        "writers/picture.py", "is_single | (source != target)", "source >= 0", "tests/writers/test_picture_columns.py"
    ),
    Mutant("writers/picture.py", "SUPPLYING[relations.type]", "~SUPPLYING[relations.type]", PICTURES),
    Mutant("writers/picture.py", "-starts, -certain, -finding", "-starts, -certain, finding", PICTURES),
    Mutant("writers/layers.py", "- layers.keys() - last)", "- layers.keys())", PICTURES),
    Mutant("writers/catalogue.py", "far or view.level[number] == OUT:", "far:", BACKSTAGE),
    Mutant("writers/catalogue.py", "str(reference).casefold() in taken or", "str(reference) in taken or", BACKSTAGE),
    Mutant("writers/backstage.py", "if '\"' in text and text.isprintable():", "if '\"' in text:", BACKSTAGE),
    Mutant(
        "readers/imports/inventories/backstage.py",
        "self._undrawn.pop((start, end), None)",
        "pass",
        "tests/readers/test_edited_catalogues.py",
    ),
    Mutant(
        "readers/yaml.py",
        "return Node(value, self._above + line + 1, column + 1)",
        "return Node(value, line + 1, column + 1)",
        "tests/readers/test_catalogues.py",
    ),
    Mutant(
        "readers/imports/sheets/mapped.py",
        "map(row.values.get, rule.columns))",
        "map(row.values.get, rule.columns[:1]))",
        "tests/readers/test_mapping.py",
    ),
    Mutant(
        "readers/imports/sheets/mapped.py",
        'row.either_way in {"", *rule.columns}',
        "True",
        "tests/readers/test_mapping.py",
    ),
    Mutant(
        "readers/imports/sheets/shares.py",
        "return None if _Look.BELOW in looks else Unit.PERCENT",
        "return Unit.FRACTION",
        "tests/readers/test_mapping.py",
    ),
    Mutant(
        "readers/imports/sheets/ids.py",
        "each.whole == own.whole and each.texts == own.texts",
        "each.whole != own.whole",
        "tests/readers/test_mapping.py",
    ),
    Mutant(
        "readers/imports/sheets/mapped.py",
        "made if made and made != number else",
        "made if made else",
        "tests/readers/test_mapping.py",
    ),
    Mutant("writers/picture.py", "[groups.codes] == 1", "[groups.codes] == 0", PICTURES),
    Mutant("readers/union.py", "            side.take(wrong[:LOOKED_AT])\n", "", COLUMNAR),
    Mutant("readers/union.py", "            self._doubt(self.claims.repeated())\n", "", COLUMNAR),
    Mutant(
        "readers/cells.py",
        "if any(_has_zero(each.values)",
        "if False and any(_has_zero(each.values)",
        "tests/readers/test_tables.py",
    ),
    Mutant("readers/columnar.py", "yield word, None if code < 0 else", "yield word, None if True else", COLUMNAR),
    Mutant(
        "paths/walks.py",
        "    rows.reverse()\n    return rows",
        "    return rows",
        ORACLE,
    ),
    Mutant(
        "graph/view.py",
        "if heard & DENIED or heard & (BACKED | CLAIMED) == CLAIMED:",
        "if not heard & DENIED and heard & (BACKED | CLAIMED) == CLAIMED:",
        "tests/laws/test_monotone.py::test_more_evidence_never_weakens_a_verdict[without_a_denial]",
    ),
    Mutant("paths/search.py", "for column, end in enumerate(ends)}", "for column, end in enumerate(ends[:1])}", ORACLE),
    Mutant(
        "readers/merge.py",
        "known.extend(item for item in value if item not in known)",
        "pass",
        "tests/laws/test_merging.py",
    ),
    Mutant(
        "readers/merge.py", "        if file not in claiming:\n", "        if False:\n", "tests/laws/test_merging.py"
    ),
    Mutant("readers/merge.py", "elif known[key] != value or", "elif False and", "tests/laws/test_merging.py"),
    Mutant(
        "readers/__init__.py",
        "return each_once(sorted(found, key=lambda each: (each.path, each.sha256))), problems",
        "return each_once(found), problems",
        f"{STORE}::test_a_store_beside_further_inputs_is_its_inputs_beside_them",
    ),
    Mutant("readers/imports/registers/bods_interests.py", "    if not same:\n", "    if True:\n", REGISTERS),
    Mutant(
        "readers/imports/registers/bods_history.py", "elif tranche.held.share == held.share:", "elif True:", REGISTERS
    ),
    Mutant("readers/imports/registers/gleif.py", "if set(reasons) <= {NOBODY}:", "if reasons:", REGISTERS),
    Mutant("readers/meeting.py", "elif scheme.is_unique:", "elif True:", JOINING),
    Mutant("readers/joining.py", "last is not None and day is not None and last < day", "False", JOINING),
    Mutant(
        "readers/joining.py", "tuple(dict.fromkeys(relation.claims))", "relation.claims", "tests/laws/test_joining.py"
    ),
    Mutant(
        "paths/between.py",
        "        others = [end for end in ends if end.entity != start.entity]\n",
        "        others = ends\n",
        SUBGRAPH,
    ),
    Mutant("paths/between.py", "levels.level[index] + 1 + rest", "levels.level[index] + rest", SUBGRAPH),
    Mutant("questions/subgraph.py", "least=CERTAIN, max_hops", "least=POSSIBLE, max_hops", SUBGRAPH),
    Mutant(
        "questions/subgraph.py",
        "for each in (relation, *_beside(graph, relation)):",
        "for each in (relation,):",
        ASKED_AGAIN,
    ),
    Mutant("questions/subgraph.py", "    _deny(view, relations)\n", "", ASKED_AGAIN),
    Mutant("readers/taken.py", "_bare(each, complete=None)", "_bare(each)", ASKED_AGAIN),
    Mutant(
        "readers/taken.py",
        '        cells.pop("complete", None)\n',
        "",
        f"{STORE}::test_a_part_is_written_from_columns_as_from_records",
    ),
    Mutant(
        "readers/imports/inventories/netbox_records.py",
        "        if self._problems:\n",
        "        if False:\n",
        "tests/readers/test_netbox.py",
    ),
    Mutant(
        "readers/imports/statuses.py",
        "return Standing(None, UNCLEAR)",
        "return Standing(None, certainty)",
        "tests/readers/test_netbox.py",
    ),
    Mutant(
        "readers/imports/json_records.py", "if len(fields) < len(pairs):", "if False:", "tests/readers/test_records.py"
    ),
    Mutant(
        "readers/imports/draft.py",
        "            if not again.says_there(claim):\n",
        "            if False:\n",
        "tests/readers/test_mapping.py",
    ),
    Mutant("readers/imports/draft.py", " and _JOINED.fullmatch(name)", "", "tests/readers/test_inventories.py"),
    Mutant("readers/imports/namesakes.py", "{name}@{number}", "{name}-{number}", "tests/readers/test_netbox.py"),
    Mutant(
        "readers/imports/inventories/netbox_records.py",
        "isinstance(value, int) and not isinstance(value, bool)",
        "isinstance(value, int)",
        "tests/readers/test_netbox.py",
    ),
    Mutant(
        "readers/imports/inventories/mcc_mnc.py",
        '"reported" if status else UNCLEAR',
        '"reported"',
        "tests/readers/test_inventories.py",
    ),
    Mutant(
        "readers/imports/sheets/mapping.py",
        '            folded(cells.get(name, "")) in words for name, words in self.unless.items()',
        "            False for name in self.unless",
        "tests/readers/test_mapping.py",
    ),
    Mutant(
        "readers/imports/fitting.py",
        'elif key != "name" and not isinstance(value, list) and first != value:',
        "elif False:",
        "tests/readers/test_mapping.py",
    ),
    Mutant(
        "model/dataset.py",
        "if not origins:\n                ends.add(current)",
        "if current == start:\n                ends.add(current)",
        "tests/test_cases.py",
    ),
    Mutant("neo4j/push.py", "$stamp\nFOREACH (key IN gone | SET element[key] = null)", "$stamp", LEFT),
    Mutant("neo4j/removal.py", "AND NOT EXISTS { (element)--() } DELETE element", "DETACH DELETE element", NOTES),
    Mutant("neo4j/removal.py", "Borne(FINDING_KEYS, (EXPOSURE, *VERDICT_LABELS))", "Borne((), (EXPOSURE,))", NOTED),
    Mutant("neo4j/conditions.py", "letter >= FIRST_UNORDERED", "letter > chr(0x10FFFE)", CYPHER),
    Mutant("neo4j/levels.py", "        if twin is not None:\n", "        if twin == -1:\n", BOXES),
    Mutant(
        "neo4j/levels.py", "*(each.confidence + 1 for each in heeded)", "*(each.confidence for each in heeded)", BOXES
    ),
    Mutant("neo4j/levels.py", "found[-1].held == box.held", "found[-1].held", BOXES),
    Mutant(
        "neo4j/conditions.py",
        "        return f\"({told} OR ($possible AND ({' OR '.join(unstated)})))\" if unstated else told",
        "        return told",
        CYPHER,
    ),
    Mutant("neo4j/emit.py", '"" if move.step.types == crossing.types else', '"" if crossing.types else', CYPHER),
    Mutant("neo4j/client.py", r"\b(?!\()", r"\b", CLIENT),
    Mutant(
        "neo4j/style.py",
        "for label in (*kinds, *sorted(others)):",
        "for label in (*sorted(others), *kinds):",
        f"{GUIDE}::test_the_specific_stands_after_the_general_so_that_it_wins",
    ),
    Mutant(
        "neo4j/serve.py",
        '        self.send_header("Access-Control-Allow-Headers", "*")\n',
        "",
        f"{GUIDE}::test_a_browser_that_asks_first_is_allowed_its_own_headers",
    ),
    Mutant(
        "readers/imports/lists/ofac_tables.py",
        'return name.removesuffix(".")',
        "return name",
        "tests/readers/test_ofac.py",
    ),
    Mutant(
        "readers/imports/lists/dod_1260h.py", "if len(alike) == 1 else", "if alike else", "tests/readers/test_lists.py"
    ),
    Mutant("readers/imports/encodings.py", "return letters >= stray", "return False", "tests/readers/test_letters.py"),
    Mutant(
        "readers/imports/registers/ftm_sanctions.py",
        'f"{authority} {each}".strip()',
        "each",
        "tests/readers/test_ftm.py",
    ),
    Mutant("colours.py", 'Colour("#66CCEE"', 'Colour("#66CCBB"', "tests/test_colours.py"),
)


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["hypothesis", "neo4j", "networkx", "openpyxl", "pyarrow.parquet", "pydantic", "pytest", "typer"]
)
"""Each process that asks a law is a fork of one that has imported what no mutant changes."""
FIRST_FAILURE = (
    *("-q", "-x", "--hypothesis-profile=fails", "--assert=plain", "--tb=native"),
    *("-p", "no:cacheprovider", "-p", "no:xdist"),
)
"""Runs a law until something fails, and no further; nobody reads how it failed."""
SHORT_LIVED = "-XX:TieredStopAtLevel=1"
"""For a server of Neo4j that one test asks: to compile well costs more than it saves."""
HAS_PASSED = "has_passed"
BESIDE_THE_PACKAGE = ("README.md", "cypher", "docs", "pyproject.toml", "sample_graphs", "tests", "tools")
"""What laws read: one that misses a file fails whatever the mutant does."""


def ask(law: str, folder: Path) -> None:
    """Ask a law about the package in a folder, and leave there whether it passes; for a process of its own."""
    os.chdir(folder)
    os.environ.update(PYTHONPATH=str(folder), JAVA_TOOL_OPTIONS=SHORT_LIVED)
    sys.path[0] = str(folder)  # before whatever is installed
    gc.freeze()  # what was imported before the fork is no garbage
    with redirect_stdout(StringIO()) as said:
        code = pytest.main([*FIRST_FAILURE, law])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise SystemExit(said.getvalue())
    (folder / HAS_PASSED).write_text(str(code == pytest.ExitCode.OK), encoding="utf-8")


def survives(mutant: Mutant, folder: Path) -> bool:
    """Whether a law passes although the package is broken."""
    package = folder / "graphx"
    shutil.copytree(ROOT / "graphx", package)
    module = package / mutant.module
    source = module.read_text(encoding="utf-8")
    if source.count(mutant.stands) != 1:
        message = f"{mutant.module}: `{mutant.stands}` stands there {source.count(mutant.stands)} times, not once"
        raise SystemExit(message)
    module.write_text(source.replace(mutant.stands, mutant.instead), encoding="utf-8")
    for beside in BESIDE_THE_PACKAGE:
        (folder / beside).symlink_to(ROOT / beside)
    asking = FORKS.Process(target=ask, args=(mutant.law, folder))
    asking.start()
    asking.join()
    has_passed = folder / HAS_PASSED
    if not has_passed.exists():  # the exit code tells less: another thread may have taken it
        message = f"{mutant.law} could not be asked about {mutant.module}: {mutant.instead.strip()}"
        raise SystemExit(message)
    return has_passed.read_text(encoding="utf-8") == "True"


def _tried(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory() as name:
        return survives(mutant, Path(name))


def main() -> None:
    """Try every mutant, several at once, and say which survive."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for a process of its own
        alive = list(pool.map(_tried, MUTANTS))
    for mutant, is_alive in zip(MUTANTS, alive, strict=True):
        print(f"{'SURVIVES' if is_alive else 'killed  '}  {mutant.module}: {mutant.instead.strip() or 'removed'}")  # noqa: T201
    if any(alive):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
