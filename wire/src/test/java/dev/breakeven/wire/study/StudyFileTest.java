package dev.breakeven.wire.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Ratio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyFileTest {
  @Test
  void readsClaimsInOrderWithTheirLines() {
    Study study =
        StudyFile.read(
            "s.json",
            """
            {"title": "T", "source": "S", "basis": "B", "at": "2026-11-21",
             "prices": ["p.jsonl"],
             "steps": [
               {"part": "One", "id": "a", "says": "x", "run": "cost  --fte 1", "figure": "k"},
               {"id": "b", "says": "y", "stated": "6-7", "unit": "times",
                "run": "cost --fte 2", "figure": "k", "times": "24/730", "over": "a"},
               {"id": "c", "says": "z", "why": "given"}]}
            """);

    assertThat(study.prices()).containsExactly("p.jsonl");
    assertThat(study.steps()).extracting(Study.Step::line).containsExactly(4, 5, 7);
    assertThat(study.steps()).extracting(Study.Step::part).containsOnly("One");
    Study.Run second = study.steps().get(1).run().orElseThrow();
    assertThat(second.arguments()).containsExactly("cost", "--fte", "2");
    assertThat(second.times()).isEqualTo(Ratio.of(24, 730));
    assertThat(second.over()).contains("a");
    assertThat(study.steps().get(2).run()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]|1|not a study",
        "|1|not a study",
        "{|1|not JSON",
        "{\"title\": \"T\"}|1|without a title or without steps",
        "{\"title\": 3}|1|title is not a text",
        "{\"titel\": \"T\"}|1|no key 'titel'",
        "{\"title\": \"T\", \"title\": \"U\"}|1|not JSON",
        "{\"title\": \"T\",N\"steps\": {}}|2|steps is not a list",
        "{\"title\": \"T\", \"steps\": [N5]}|2|a step that is not an object",
        "{\"title\": \"T\", \"steps\": [N{\"id\": \"a\"}]}|2|a step without says",
        "{\"title\": \"T\", \"steps\": [N{\"id\": \"a\", \"says\": \"b\"}]}|2|neither run nor why",
        "{\"title\": \"T\", \"steps\": [N{\"id\": \"a\", \"says\": \"b\", \"run\": \"cost\"}]}"
            + "|2|without figure",
        "{\"title\": \"T\", \"steps\": [N{\"id\": \"a\", \"says\": \"b\", \"stated\": 1.35}]}"
            + "|2|stated is not a text",
        "{\"title\": \"T\", \"steps\": [{\"id\": \"a\", \"says\": \"b\", \"why\": \"w\"},N"
            + "{\"id\": \"a\", \"says\": \"b\", \"why\": \"w\"}]}|2|two steps are called a",
        "{\"title\": \"T\", \"steps\": [{\"id\": \"a\", \"says\": \"b\", \"why\": \"w\"},N"
            + "{\"id\": \"c\", \"says\": \"b\", \"run\": \"cost\", \"figure\": \"k\","
            + " \"over\": \"a\"}]}|2|no computed step 'a'",
        "{\"title\": \"T\", \"steps\": [{\"id\": \"c\", \"says\": \"b\", \"run\": \"cost\","
            + " \"figure\": \"k\", \"times\": \"1/0\"}]}|1|times: number",
      })
  void namesFileAndLineOfAFault(String text, int line, String what) {
    String json = text == null ? "" : text.replace("N", "\n");

    assertThatThrownBy(() -> StudyFile.read("s.json", json))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.STUDY_INVALID);
              assertThat(error.where()).isEqualTo("s.json:" + line);
              assertThat(error.what()).contains(what);
            });
  }

  @Test
  void refusesDeepNesting() {
    assertThatThrownBy(() -> StudyFile.read("s.json", "{\"steps\": " + "[".repeat(10_000)))
        .isInstanceOf(BreakevenException.class);
  }
}
