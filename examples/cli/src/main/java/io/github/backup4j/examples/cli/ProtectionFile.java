package io.github.backup4j.examples.cli;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads protections from a YAML file; {@code protections.schema.json} describes it, for editors.
 *
 * <pre>
 * protections:
 *   shop:
 *     select: {tags: {app: shop}, except: {names: [scratch]}}
 *     every: every day at 02:00
 *     keeping: the 7 newest, plus 4 weekly, 12 monthly
 *     vaults: {factor: 2.0, expanding: true}
 * </pre>
 */
final class ProtectionFile {
    static final Set<String> FILE = fields("protections");
    static final Set<String> PROTECTION = fields(
            "select",
            "without-disks",
            "every",
            "keeping",
            "vaults",
            "copies",
            "accept-drift",
            "accept-expiry-of-copies");
    static final Set<String> SELECTION = fields("tags", "kinds", "names", "ids", "everything", "except");
    static final Set<String> VAULTS = fields("factor", "size", "expanding");
    static final Set<String> COPIES = fields("region", "project", "vault");

    private static final int MOST_LEVELS = 50;
    private static final double USUAL_FACTOR = 2;
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

    private final List<BadFile.Problem> problems = new ArrayList<>();

    private ProtectionFile() {}

    /**
     * Returns the protections of a file, in its order.
     *
     * @param file the file
     * @throws BadFile if it cannot be read, with each place that is not right
     */
    static List<Protection> read(Path file) {
        return parse(file.toString(), TextFile.read(file));
    }

    static List<Protection> parse(String name, String text) {
        ProtectionFile reader = new ProtectionFile();
        List<Protection> found = reader.parse(text);
        if (!reader.problems.isEmpty()) {
            throw new BadFile(name, reader.problems);
        }
        return found;
    }

    private List<Protection> parse(String text) {
        Optional<Node> root;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setParseComments(false)
                    .setSchema(new CoreSchema())
                    .build();
            if (tooDeep(settings, text)) {
                return List.of();
            }
            root = new Compose(settings).composeReader(new StringReader(text));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1);
            problems.add(new BadFile.Problem(line, column, "not YAML: " + Words.line(e.getProblem())));
            return List.of();
        } catch (YamlEngineException e) {
            problems.add(new BadFile.Problem(1, 1, "not YAML: " + Words.line(e.getMessage())));
            return List.of();
        }
        if (root.isEmpty()) {
            problems.add(new BadFile.Problem(1, 1, "it is empty; begin with \"protections:\""));
            return List.of();
        }
        YamlFields file = YamlFields.of("the file", root.get(), FILE, problems::add);
        file.require("protections");
        YamlFields all = file.fields("protections", Set.of());
        List<Protection> found = new ArrayList<>();
        if (all != null) {
            if (all.names().isEmpty()) {
                all.refuseEmpty("it names no protection; write one, such as shop:");
            }
            for (String name : all.names()) {
                Protection protection = protection(name, all);
                if (protection != null) {
                    found.add(protection);
                }
            }
        }
        return List.copyOf(found);
    }

    /** Notes that a file is nested too deeply: what composes its nodes calls itself for each level. */
    private boolean tooDeep(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > MOST_LEVELS) {
                int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
                int column =
                        event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
                problems.add(
                        new BadFile.Problem(line, column, "it is nested more than " + MOST_LEVELS + " levels deep"));
                return true;
            }
        }
        return false;
    }

    private @Nullable Protection protection(String name, YamlFields all) {
        YamlFields fields = all.fields(name, PROTECTION);
        if (fields == null) {
            return null;
        }
        fields.require("select", "every", "keeping");
        Selector select = selector("select", fields, true);
        Selector withoutDisks = selector("without-disks", fields, true);
        Schedule every = fields.read("every", text(Schedule::parse));
        Retention keeping = fields.read("keeping", text(Retention::parse));
        Sizing sizing = fields.has("vaults") ? sizing(fields) : Sizing.ofMembers(USUAL_FACTOR);
        Boolean drift = fields.read("accept-drift", ProtectionFile::flag);
        Boolean expiry = fields.read("accept-expiry-of-copies", ProtectionFile::flag);
        Copies copies = copies(fields);
        if (select == null || every == null || keeping == null || sizing == null) {
            Protection unused = all.checked(name, () -> Protection.of(name));
            return null;
        }
        return all.checked(name, () -> {
            Protection made =
                    Protection.of(name).of(select).every(every).keeping(keeping).inVaults(sizing);
            made = withoutDisks == null ? made : made.withoutDisks(withoutDisks);
            made = copies == null ? made : made.copiedTo(copies.site(), copies.vault());
            made = Boolean.TRUE.equals(expiry) ? made.acceptingExpiryOfCopies() : made;
            return Boolean.TRUE.equals(drift) ? made.acceptingDrift() : made;
        });
    }

    /** Returns the selector of a field: all its conditions together. */
    private @Nullable Selector selector(String name, YamlFields owner, boolean withExcept) {
        Set<String> known = new LinkedHashSet<>(SELECTION);
        if (!withExcept) {
            known.remove("except");
        }
        YamlFields fields = owner.fields(name, known);
        if (fields == null) {
            return null;
        }
        List<Selector> conditions = new ArrayList<>();
        YamlFields tags = fields.fields("tags", Set.of());
        if (tags != null) {
            tags.refuseEmpty("it names no tag; leave it out, or write one, such as app: shop");
            for (String key : tags.names()) {
                Selector tagged = tags.read(key, (value, unused) -> Selector.tagged(key, value));
                if (tagged != null) {
                    conditions.add(tagged);
                }
            }
        }
        List<Resource.Kind> kinds = fields.readAll("kinds", text(ProtectionFile::kind));
        if (!kinds.isEmpty()) {
            conditions.add(Selector.kinds(kinds.toArray(Resource.Kind[]::new)));
        }
        List<String> names = fields.readAll("names", text(value -> value));
        if (!names.isEmpty()) {
            conditions.add(Selector.named(names.toArray(String[]::new)));
        }
        List<Resource> ids = fields.readAll("ids", text(ResourceNames::byId));
        if (!ids.isEmpty()) {
            conditions.add(Selector.resources(ids));
        }
        if (Boolean.TRUE.equals(fields.read("everything", ProtectionFile::onlyTrue))) {
            conditions.add(Selector.everything());
        }
        Selector except = withExcept && fields.has("except") ? selector("except", fields, false) : null;
        Selector all = conditions.stream().reduce(both()).orElse(null);
        if (all == null) {
            return owner.checked(name, () -> {
                throw new Invalid(name + " selects nothing; write tags, kinds, names, ids, or everything: true");
            });
        }
        return except == null ? all : all.and(except.not());
    }

    private static BinaryOperator<Selector> both() {
        return Selector::and;
    }

    private static @Nullable Sizing sizing(YamlFields owner) {
        YamlFields fields = owner.fields("vaults", VAULTS);
        if (fields == null) {
            return null;
        }
        Double factor = fields.read("factor", ProtectionFile::number);
        DataSize size = fields.read("size", text(DataSize::parse));
        Boolean expanding = fields.read("expanding", ProtectionFile::flag);
        if (fields.has("factor") == fields.has("size")) {
            return owner.checked("vaults", () -> {
                throw new Invalid("vaults has factor and size, or neither; write one of them, such as factor: 2.0");
            });
        }
        return factor == null && size == null
                ? null
                : owner.checked("vaults", () -> new Sizing(factor, size, Boolean.TRUE.equals(expanding)));
    }

    private static @Nullable Copies copies(YamlFields owner) {
        YamlFields fields = owner.fields("copies", COPIES);
        if (fields == null) {
            return null;
        }
        fields.require("region", "project", "vault");
        String region = fields.read("region", text(value -> value));
        String project = fields.read("project", text(value -> value));
        String vault = fields.read("vault", text(value -> value));
        return region == null || project == null || vault == null
                ? null
                : owner.checked("copies", () -> new Copies(new Site(region, project), new VaultId(vault)));
    }

    private static Resource.Kind kind(String text) {
        return switch (text) {
            case "disk" -> Resource.Kind.DISK;
            case "server" -> Resource.Kind.SERVER;
            default -> throw new Invalid("kind is \"" + Words.line(text) + "\"; write disk or server");
        };
    }

    /** Reads a text with a function. What looks like a number or like true is none, as editors see it by the schema. */
    private static <T> BiFunction<String, Tag, T> text(Function<String, T> reader) {
        return (text, tag) -> {
            if (tag.equals(Tag.STR)) {
                return reader.apply(text);
            }
            String kind = tag.equals(Tag.BOOL) ? "true or false" : "a number";
            throw new Invalid("it is " + Words.line(text) + ", which is " + kind
                    + " and not a text; a text that looks like " + kind + " is written in quotes");
        };
    }

    private static Boolean flag(String text, Tag tag) {
        if (tag.equals(Tag.BOOL)) {
            return isTrue(text);
        }
        throw new Invalid("it is \"" + Words.line(text) + "\"; write true or false, without quotes");
    }

    private static Boolean onlyTrue(String text, Tag tag) {
        if (tag.equals(Tag.BOOL) && isTrue(text)) {
            return true;
        }
        throw new Invalid("it is \"" + Words.line(text) + "\"; write true, or leave it out");
    }

    private static boolean isTrue(String text) {
        return text.equalsIgnoreCase("true");
    }

    private static Double number(String text, Tag tag) {
        if ((tag.equals(Tag.INT) || tag.equals(Tag.FLOAT))
                && DECIMAL.matcher(text).matches()) {
            return Double.valueOf(text);
        }
        throw new Invalid("it is \"" + Words.line(text) + "\", not a number such as 2 or 1.5");
    }

    private static Set<String> fields(String... names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
    }

    /**
     * Where restore points are copied to.
     *
     * @param site the region and the project
     * @param vault the vault there
     */
    private record Copies(Site site, VaultId vault) {}
}
