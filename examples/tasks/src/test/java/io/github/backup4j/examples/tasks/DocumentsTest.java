package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents of the repository: links and paths in them resolve, and they show code that each build compiles. */
class DocumentsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    /** A link or a picture, also one that is written in HTML. */
    private static final Pattern LINK = Pattern.compile("(?<=]\\(|<img src=\")([^)\"\\s]+)(?=[)\"])");

    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern PATH = Pattern.compile("`((?:backup-|examples/)[\\w./-]*/[\\w./-]+)`");
    private static final Pattern MENTION = Pattern.compile("\\b([A-Z]{4,}\\.md)(#[\\w-]+)?");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(.*?)\n(.*?)^ *```");
    private static final Pattern LIKE_JAVA =
            Pattern.compile("(?m)^(?:.* = .*;| *@\\w+| *(?:import|public|return) .*)$");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    /** Where code for readers stands: examples, and tests of examples, of the testkit and of the contract. */
    private static final List<Path> COMPILED = List.of(
            ROOT.resolve("examples"),
            ROOT.resolve("backup-testkit/src/test"),
            ROOT.resolve("backup-huawei/src/test/java/io/github/backup4j/huawei/contract"));

    @Test
    void links_everyDocument_resolve() {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            found(LINK, read(document)).forEach(target -> {
                if (!target.matches("[a-z]+:.*") && !resolves(document, target)) {
                    broken.add(document.getFileName() + " links to " + target);
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void paths_everyDocument_exist() {
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            found(PATH, read(document)).forEach(path -> {
                if (!path.contains("...") && !Files.exists(ROOT.resolve(path))) {
                    missing.add(document.getFileName() + " names " + path);
                }
            });
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void tasks_eachThatCanBeRun_isInTheTableOfTheirReadme() throws IOException {
        Path tasks = ROOT.resolve("examples/tasks");
        String readme = read(tasks.resolve("README.md"));
        try (Stream<Path> files = Files.walk(tasks.resolve("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> read(file).contains("public static void main("))
                            .map(file -> "`" + file.getFileName().toString().replace(".java", "") + "`"))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(name -> assertThat(readme).contains(name));
        }
    }

    @Test
    void mentionsOfDocuments_sourcesAndPoms_resolve() throws IOException {
        List<String> broken = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.filter(DocumentsTest::isSource).forEach(file -> {
                if (MENTION.matcher(read(file))
                        .results()
                        .anyMatch(mention -> !resolves(ROOT.resolve("README.md"), mention))) {
                    broken.add(file.toString());
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void java_everyDocument_isCodeThatEachBuildCompiles() throws IOException {
        List<String> compiled = compiledCode();
        List<Path> shown = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Path document : documents()) {
            String text = read(document);
            if (!found(JAVA, text).isEmpty()) {
                shown.add(ROOT.relativize(document));
            }
            unknownBlocks(text, compiled)
                    .forEach(block -> unknown.add(
                            "no test or example has this code of " + document.getFileName() + ":\n" + block));
        }
        assertThat(unknown).isEmpty();
        assertThat(shown)
                .contains(
                        Path.of("README.md"),
                        Path.of("PROVIDERS.md"),
                        Path.of("docs/application-developer.md"),
                        Path.of("docs/huawei.md"),
                        Path.of("docs/provider-author.md"),
                        Path.of("docs/test-author.md"),
                        Path.of("docs/tool-builder.md"));
    }

    @Test
    void java_oneNameOfADocumentDiffers_isReported() throws IOException {
        List<String> compiled = compiledCode();
        for (Path document : documents()) {
            for (String block : found(JAVA, read(document))) {
                String changed = block.replaceFirst("\\b(\\w+)\\(", "$1Renamed(");

                assertThat(unknownBlocks("```java\n" + changed + "```\n", compiled))
                        .as("%s with %s", document, changed)
                        .containsExactly(changed);
            }
        }
    }

    /** Java under another label, or under none, would go unchecked. */
    @Test
    void blocks_everyDocument_areLabelled() {
        List<String> wrong = new ArrayList<>();
        for (Path document : documents()) {
            BLOCK.matcher(read(document)).results().forEach(block -> {
                String label = block.group(1);
                boolean code = LIKE_JAVA.matcher(block.group(2)).find();
                if (!List.of("", "java", "xml", "yaml", "sql").contains(label)
                        || (code && !List.of("java", "sql").contains(label))) {
                    wrong.add(document.getFileName() + " has under the label \"" + label + "\":\n" + block.group(2));
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> compiledCode() throws IOException {
        List<String> compiled = new ArrayList<>();
        for (Path folder : COMPILED) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(DocumentsTest::isSource).forEach(file -> compiled.add(bare(read(file))));
            }
        }
        return compiled;
    }

    /** Returns the Java blocks of a document that no source contains. Comments, line breaks and indentation may differ. */
    private static List<String> unknownBlocks(String document, List<String> compiled) {
        return found(JAVA, document).stream()
                .filter(block -> compiled.stream().noneMatch(source -> source.contains(bare(block))))
                .toList();
    }

    private static String bare(String code) {
        return code.replaceAll("(?m)(^|[^:\"])//.*$", "$1").replaceAll("\\s", "");
    }

    private static boolean isSource(Path file) {
        String path = ROOT.relativize(file).toString().replace('\\', '/');
        return ((path.endsWith(".java") && path.contains("src/")) || path.endsWith("pom.xml"))
                && !path.contains("target/");
    }

    private static boolean resolves(Path document, MatchResult mention) {
        return resolves(document, mention.group(1) + (mention.group(2) == null ? "" : mention.group(2)));
    }

    private static boolean resolves(Path document, String target) {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path linked = file.isEmpty() ? document : document.resolveSibling(file);
        return Files.exists(linked) && (hash < 0 || anchors(linked).contains(target.substring(hash + 1)));
    }

    /** The anchors that GitHub gives the headings of a document. */
    private static List<String> anchors(Path document) {
        return found(HEADING, read(document)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** At the root, in docs, and the README of each example. */
    private static List<Path> documents() {
        try (Stream<Path> files = Files.find(
                ROOT,
                3,
                (file, about) -> about.isRegularFile() && file.toString().endsWith(".md"))) {
            List<Path> documents = files.filter(
                            file -> !ROOT.relativize(file).toString().contains("target"))
                    .toList();
            assertThat(documents)
                    .contains(ROOT.resolve("README.md"), ROOT.resolve("docs/application-developer.md"))
                    .contains(ROOT.resolve("examples/junit/README.md"));
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
