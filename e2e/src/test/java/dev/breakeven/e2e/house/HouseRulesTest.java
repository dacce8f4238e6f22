package dev.breakeven.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rules of the house that no compiler checks, over every source of the checkout.
class HouseRulesTest {
  private static final int LINES_IN_A_FILE = 600;
  private static final int LINES_IN_A_METHOD = 40;
  private static final int COLUMNS = 100;
  private static final Pattern VAGUE_NAME = Pattern.compile(".*(Util|Utils|Manager|Helper|Impl)");

  /// A path of one machine: nobody else can follow it.
  private static final Pattern LOCAL_PATH =
      Pattern.compile("(^|[\\s\"'`(=:])[/]work[/]|(^|\\W)[.]library\\b");

  private final List<JavaSource> all = Repository.javaSources();
  private final List<JavaSource> main = Repository.mainSources();

  @Test
  void findsTheSources() {
    assertThat(main).extracting(JavaSource::name).anyMatch(name -> name.endsWith("/Usd.java"));
    assertThat(all).hasSizeGreaterThan(main.size());
  }

  @Test
  void noFileIsLongerThan600Lines() {
    assertThat(all)
        .filteredOn(source -> source.lines().size() > LINES_IN_A_FILE)
        .extracting(source -> source.name() + " has " + source.lines().size() + " lines")
        .as("files above %d lines: split by noun", LINES_IN_A_FILE)
        .isEmpty();
  }

  @Test
  void noMethodOfMainCodeIsLongerThan40Lines() {
    List<String> tooLong = new ArrayList<>();
    for (JavaSource source : main) {
      for (Declarations.Method method : Declarations.of(source).methods()) {
        if (method.length() > LINES_IN_A_METHOD) {
          tooLong.add(
              "%s: %s has %d lines"
                  .formatted(source.at(method.line() - 1), method.name(), method.length()));
        }
      }
    }
    assertThat(tooLong).as("methods above %d lines", LINES_IN_A_METHOD).isEmpty();
  }

  @Test
  void namesSayWhatAThingIs() {
    List<String> vague = new ArrayList<>();
    for (JavaSource source : main) {
      for (String type : Declarations.of(source).types()) {
        if (VAGUE_NAME.matcher(type).matches()) {
          vague.add(source.name() + ": " + type);
        }
      }
    }
    assertThat(vague).as("name the noun, not the role").isEmpty();
  }

  @Test
  void documentationLinesSurviveTheFormatter() {
    List<String> broken = new ArrayList<>();
    for (JavaSource source : all) {
      for (int i = 0; i < source.lines().size(); i++) {
        String line = source.lines().get(i).strip();
        if (line.startsWith("///") && source.lines().get(i).length() > COLUMNS) {
          broken.add(source.at(i) + ": /// line above " + COLUMNS + " columns");
        }
        boolean comment = line.startsWith("//") && !line.startsWith("///");
        if (comment && i > 0 && source.lines().get(i - 1).strip().startsWith("///")) {
          broken.add(source.at(i) + ": // directly below ///, is it a broken /// line?");
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyMainPackageIsNullMarked() {
    Set<String> marked =
        main.stream()
            .filter(source -> source.isPackageInfo() && source.text().contains("\n@NullMarked\n"))
            .map(JavaSource::folder)
            .collect(Collectors.toSet());
    assertThat(main)
        .extracting(JavaSource::folder)
        .as("folders without a package-info.java that is @NullMarked")
        .filteredOn(folder -> !marked.contains(folder))
        .isEmpty();
  }

  @Test
  void bannedApisStayWhereTheyAreAllowed() {
    assertThat(main)
        .flatMap(source -> BannedApi.ALL.stream().flatMap(api -> api.usesIn(source)).toList())
        .as("banned in main code")
        .isEmpty();
  }

  @Test
  void noTextMentionsThePathsOfOneMachine() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Repository.files()) {
      if (Files.size(file) < 4_000_000 && LOCAL_PATH.matcher(textOf(file)).find()) {
        found.add(Repository.name(file));
      }
    }
    assertThat(found).as("files with a path that exists on one machine only").isEmpty();
  }

  /// The text of `file`, or none when it is binary.
  private static String textOf(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException binary) {
      return "";
    }
  }
}
