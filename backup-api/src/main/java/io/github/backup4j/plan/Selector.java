package io.github.backup4j.plan;

import io.github.backup4j.Invalid;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A condition on disks and servers: by tag, kind, name or id, combined by and, or and not.
 *
 * <pre>{@code
 * Selector.tagged("app", "shop").and(Selector.kinds(Resource.Kind.DISK)).and(Selector.named("scratch").not())
 * }</pre>
 *
 * <p>It is evaluated here, for one resource at a time: {@link #judge} says whether a resource is taken, and why or why not.
 * Immutable; two selectors of the same form are equal; {@code toString} states the condition.
 */
public sealed interface Selector {
    /** Returns the selector that takes every disk and server. */
    static Selector everything() {
        return new Everything();
    }

    /**
     * Returns the selector that takes the disks and servers with a tag.
     *
     * @param key the key of the tag
     * @param value its value
     * @throws Invalid if the key is empty
     */
    static Selector tagged(String key, String value) {
        return new Tagged(key, value);
    }

    /**
     * Returns the selector that takes the resources of some kinds.
     *
     * @param kinds at least one
     * @throws Invalid if there is none, or {@link Resource.Kind#UNRECOGNIZED} is among them
     */
    static Selector kinds(Resource.Kind... kinds) {
        return new OfKinds(Set.copyOf(List.of(kinds)));
    }

    /**
     * Returns the selector that takes the disks and servers whose whole name is one of some names.
     *
     * @param names at least one
     * @throws Invalid if there is none
     */
    static Selector named(String... names) {
        return new Named(Set.copyOf(List.of(names)));
    }

    /**
     * Returns the selector that takes these disks and servers.
     *
     * @param resources at least one
     * @throws Invalid if there is none
     */
    static Selector resources(Resource... resources) {
        return resources(List.of(resources));
    }

    /**
     * Returns the selector that takes these disks and servers.
     *
     * @param resources at least one
     * @throws Invalid if there is none
     */
    static Selector resources(Collection<? extends Resource> resources) {
        return new Listed(new LinkedHashSet<>(resources));
    }

    /**
     * Returns the selector that takes the resources that both this selector and another take.
     *
     * @param other the other selector
     */
    default Selector and(Selector other) {
        return new Both(this, other);
    }

    /**
     * Returns the selector that takes the resources that this selector or another takes, or both.
     *
     * @param other the other selector
     */
    default Selector or(Selector other) {
        return new Either(this, other);
    }

    /** Returns the selector that takes the resources that this one does not. */
    default Selector not() {
        return new Not(this);
    }

    /**
     * Returns whether a disk or server is taken, and the reason.
     *
     * @param resource the disk or server
     */
    Judgement judge(ProtectableResource resource);

    /**
     * Returns whether a disk or server is taken.
     *
     * @param resource the disk or server
     */
    default boolean takes(ProtectableResource resource) {
        return judge(resource).taken();
    }

    /** Returns the disks and servers that are named by their ids, whether or not they are taken in the end. */
    Set<Resource> mentioned();

    /**
     * Whether a resource is taken, and why.
     *
     * @param taken whether it is taken
     * @param reason why, or why not, for a person to read, such as {@code "tag app is web, not shop"}
     */
    record Judgement(boolean taken, String reason) {
        /** Refuses null. */
        public Judgement {
            Objects.requireNonNull(reason, "reason == null");
        }

        private static Judgement of(boolean taken, String taking, String leaving) {
            return new Judgement(taken, taken ? taking : leaving);
        }
    }

    /** Takes everything. */
    record Everything() implements Selector {
        @Override
        public Judgement judge(ProtectableResource resource) {
            Objects.requireNonNull(resource, "resource == null");
            return new Judgement(true, "everything is selected");
        }

        @Override
        public Set<Resource> mentioned() {
            return Set.of();
        }

        @Override
        public String toString() {
            return "everything";
        }
    }

    /**
     * Takes the disks and servers with a tag.
     *
     * @param key the key of the tag
     * @param value its value
     */
    record Tagged(String key, String value) implements Selector {
        /** Refuses an empty key with {@link Invalid}. */
        public Tagged {
            Objects.requireNonNull(key, "key == null");
            Objects.requireNonNull(value, "value == null");
            if (key.isBlank()) {
                throw new Invalid("key is empty: \"" + key + "\"; a tag has a key");
            }
        }

        @Override
        public Judgement judge(ProtectableResource resource) {
            String present = resource.tags().get(key);
            if (present == null) {
                return new Judgement(false, "no tag " + key);
            }
            return Judgement.of(
                    present.equals(value),
                    "tag " + key + "=" + value,
                    "tag " + key + " is " + present + ", not " + value);
        }

        @Override
        public Set<Resource> mentioned() {
            return Set.of();
        }

        @Override
        public String toString() {
            return "tag " + key + "=" + value;
        }
    }

    /**
     * Takes the resources of some kinds.
     *
     * @param kinds the kinds, at least one
     */
    record OfKinds(Set<Resource.Kind> kinds) implements Selector {
        /** Refuses no kind, and {@link Resource.Kind#UNRECOGNIZED}, with {@link Invalid}; copies the set. */
        public OfKinds {
            kinds = Set.copyOf(kinds);
            if (kinds.isEmpty() || kinds.contains(Resource.Kind.UNRECOGNIZED)) {
                throw new Invalid("kinds is " + kinds + "; name DISK, SERVER or both");
            }
        }

        @Override
        public Judgement judge(ProtectableResource resource) {
            Resource.Kind kind = resource.resource().kind();
            return Judgement.of(kinds.contains(kind), "a " + word(kind), "a " + word(kind) + ", not " + this);
        }

        @Override
        public Set<Resource> mentioned() {
            return Set.of();
        }

        @Override
        public String toString() {
            return EnumSet.copyOf(kinds).stream().map(kind -> "a " + word(kind)).collect(Collectors.joining(" or "));
        }

        private static String word(Resource.Kind kind) {
            return kind == Resource.Kind.UNRECOGNIZED
                    ? "resource of an unknown kind"
                    : kind.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Takes the disks and servers whose whole name is one of some names.
     *
     * @param names the names, at least one
     */
    record Named(Set<String> names) implements Selector {
        /** Refuses no name with {@link Invalid}, and copies the set. */
        public Named {
            names = Set.copyOf(names);
            if (names.isEmpty()) {
                throw new Invalid("names is empty; give at least one name");
            }
        }

        @Override
        public Judgement judge(ProtectableResource resource) {
            String name = resource.name();
            return Judgement.of(
                    names.contains(name), "name " + name, "name is " + name + ", not " + String.join(" or ", sorted()));
        }

        @Override
        public Set<Resource> mentioned() {
            return Set.of();
        }

        @Override
        public String toString() {
            return "name " + String.join(" or ", sorted());
        }

        private Set<String> sorted() {
            return new TreeSet<>(names);
        }
    }

    /**
     * Takes these disks and servers.
     *
     * @param resources the disks and servers, at least one
     */
    record Listed(Set<Resource> resources) implements Selector {
        /** Refuses none with {@link Invalid}, and copies the set. */
        public Listed {
            resources = Set.copyOf(resources);
            if (resources.isEmpty()) {
                throw new Invalid("resources is empty; name at least one disk or server");
            }
        }

        @Override
        public Judgement judge(ProtectableResource resource) {
            return Judgement.of(resources.contains(resource.resource()), "named by its id", "not named by its id");
        }

        @Override
        public Set<Resource> mentioned() {
            return resources;
        }

        @Override
        public String toString() {
            return resources.stream().map(Resource::toString).sorted().collect(Collectors.joining(" or "));
        }
    }

    /**
     * Takes the resources that both selectors take.
     *
     * @param one one of them
     * @param other the other
     */
    record Both(Selector one, Selector other) implements Selector {
        /** Refuses null. */
        public Both {
            Objects.requireNonNull(one, "one == null");
            Objects.requireNonNull(other, "other == null");
        }

        @Override
        public Judgement judge(ProtectableResource resource) {
            Judgement first = one.judge(resource);
            if (!first.taken()) {
                return first;
            }
            Judgement second = other.judge(resource);
            return second.taken() ? new Judgement(true, first.reason() + ", " + second.reason()) : second;
        }

        @Override
        public Set<Resource> mentioned() {
            return union(one.mentioned(), other.mentioned());
        }

        @Override
        public String toString() {
            return "(" + one + " and " + other + ")";
        }
    }

    /**
     * Takes the resources that either selector takes.
     *
     * @param one one of them
     * @param other the other
     */
    record Either(Selector one, Selector other) implements Selector {
        /** Refuses null. */
        public Either {
            Objects.requireNonNull(one, "one == null");
            Objects.requireNonNull(other, "other == null");
        }

        @Override
        public Judgement judge(ProtectableResource resource) {
            Judgement first = one.judge(resource);
            if (first.taken()) {
                return first;
            }
            Judgement second = other.judge(resource);
            return second.taken() ? second : new Judgement(false, first.reason() + ", " + second.reason());
        }

        @Override
        public Set<Resource> mentioned() {
            return union(one.mentioned(), other.mentioned());
        }

        @Override
        public String toString() {
            return "(" + one + " or " + other + ")";
        }
    }

    /**
     * Takes the resources that another selector does not.
     *
     * @param selector the other selector
     */
    record Not(Selector selector) implements Selector {
        /** Refuses null. */
        public Not {
            Objects.requireNonNull(selector, "selector == null");
        }

        @Override
        public Judgement judge(ProtectableResource resource) {
            Judgement inner = selector.judge(resource);
            return new Judgement(!inner.taken(), inner.taken() ? "left out by " + inner.reason() : inner.reason());
        }

        /** Returns none: a resource that is left out need not exist. */
        @Override
        public Set<Resource> mentioned() {
            return Set.of();
        }

        @Override
        public String toString() {
            return "not " + selector;
        }
    }

    private static Set<Resource> union(Set<Resource> some, Set<Resource> others) {
        List<Resource> all = new ArrayList<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }
}
