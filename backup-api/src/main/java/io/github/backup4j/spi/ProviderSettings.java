package io.github.backup4j.spi;

import io.github.backup4j.BackupException;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.internal.PlainText;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings by which a provider is opened, from an address or a map.
 *
 * <p>Names are read without regard to case, hyphens and underscores: {@code pollInterval}, {@code poll-interval} and {@code
 * POLL_INTERVAL} are one name. Settings hold no secrets: a name that stands for one, such as {@code secretKey}, is refused.
 *
 * <p>It remembers which settings were read. For one thread.
 */
public final class ProviderSettings {
    /** The setting that names the provider. */
    public static final String PROVIDER = "provider";

    private static final int LONGEST = 4000;

    /** How many characters of a value a message shows. */
    private static final int LONGEST_SHOWN = 80;

    private static final Set<String> SECRETS = Set.of(
            "accesskey",
            "ak",
            "apikey",
            "credential",
            "key",
            "password",
            "passwd",
            "pwd",
            "secret",
            "secretkey",
            "securitytoken",
            "sk",
            "token",
            "tokenkey",
            "user",
            "username");

    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,12})\\s?(ms|s|m|h|d)");

    private final Map<String, Setting> settings;
    private final Set<String> read = new TreeSet<>();
    private final Set<String> known = new TreeSet<>();

    private ProviderSettings(Map<String, Setting> settings) {
        this.settings = settings;
    }

    /**
     * Returns the settings of a map.
     *
     * @param settings texts by name; {@link #PROVIDER} is the name of the provider. A blank text counts as none
     * @throws Invalid if no provider is named, two names are one, or a name stands for a secret
     */
    public static ProviderSettings of(Map<String, String> settings) {
        Map<String, Setting> all = new LinkedHashMap<>();
        Objects.requireNonNull(settings, "settings == null").forEach((name, value) -> {
            Objects.requireNonNull(name, "settings key == null");
            if (value != null && !value.isBlank()) {
                put(all, name, value);
            }
        });
        ProviderSettings result = new ProviderSettings(all);
        result.required(PROVIDER, "huawei");
        return result;
    }

    /**
     * Returns the settings of an address: {@code provider://region/project?name=value&name=value}, {@code provider:name}, or {@code
     * provider:}. Region, project and name become settings of these names.
     *
     * @param address the address, at most 4,000 characters. Special characters in values are percent-encoded
     * @throws Invalid if it is no such address, a setting occurs twice, or it holds a secret; the message does not repeat what may
     *     be one
     */
    public static ProviderSettings parse(String address) {
        Objects.requireNonNull(address, "address == null");
        if (address.length() > LONGEST) {
            throw new Invalid("address has " + address.length() + " characters, more than " + LONGEST);
        }
        URI uri = parsed(address);
        if (uri.getRawFragment() != null) {
            throw unreadable("it has a fragment (#...)", null);
        }
        Map<String, Setting> all = new LinkedHashMap<>();
        put(all, PROVIDER, uri.getScheme().toLowerCase(Locale.ROOT));
        if (uri.isOpaque()) {
            String[] parts = uri.getRawSchemeSpecificPart().split("\\?", 2);
            refuseUser(parts[0]);
            putIfGiven(all, "name", parts[0]);
            query(all, parts.length == 2 ? parts[1] : null);
        } else {
            String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
            refuseUser(decoded(authority));
            putIfGiven(all, "region", authority);
            String path = Objects.requireNonNullElse(uri.getRawPath(), "");
            putIfGiven(all, "project", path.startsWith("/") ? path.substring(1) : path);
            query(all, uri.getRawQuery());
        }
        return new ProviderSettings(all);
    }

    /** Refuses what names a user, and perhaps a password: as a region or a name, it would be shown in messages. */
    private static void refuseUser(String host) {
        if (host.contains("@")) {
            throw new Invalid("address holds a user or a key before @; addresses are logged and stored, so they hold no"
                    + " secrets: see the provider for where it finds credentials, and replace the key if it is in use");
        }
    }

    private static URI parsed(String address) {
        // "memory:" alone is no URI, but the natural way to name a provider that needs no more.
        String complete =
                address.endsWith(":") && address.indexOf(':') == address.length() - 1 ? address + "?" : address;
        try {
            URI uri = new URI(complete);
            if (uri.getScheme() == null) {
                throw unreadable("it names no provider", null);
            }
            return uri;
        } catch (URISyntaxException e) {
            // without the cause, whose message repeats the address
            throw unreadable("character " + (e.getIndex() + 1) + " is not allowed there", null);
        }
    }

    private static void query(Map<String, Setting> all, @Nullable String query) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty()) {
                throw unreadable("its settings are not of the form name=value, separated by &", null);
            }
            put(all, decoded(parts[0]), decoded(parts[1]));
        }
    }

    private static void putIfGiven(Map<String, Setting> all, String name, String raw) {
        if (!raw.isEmpty()) {
            put(all, name, decoded(raw));
        }
    }

    private static void put(Map<String, Setting> all, String name, String value) {
        String canonical = canonical(name);
        if (SECRETS.contains(canonical)) {
            throw new Invalid("setting " + name
                    + " is a secret or belongs to one; settings are logged and stored, so they hold no"
                    + " secrets: see the provider for where it finds credentials");
        }
        Setting present = all.putIfAbsent(canonical, new Setting(name, value));
        if (present != null) {
            throw new Invalid("setting " + name + " is given twice"
                    + (present.name().equals(name) ? "" : ", also as " + present.name()) + "; give one");
        }
    }

    private static String decoded(String raw) {
        try {
            // a plus is a plus here, as in an offset of a time zone
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unreadable("a % is not followed by two hexadecimal digits", e);
        }
    }

    private static Invalid unreadable(String why, @Nullable Throwable cause) {
        return new Invalid(
                "address cannot be read: " + why
                        + "; write it as provider://region/project?name=value or provider:name, such as"
                        + " huawei://eu-west-101/0605767b5780d5762fc5c0118072a564 or memory:",
                BackupException.Detail.NONE,
                cause);
    }

    private static String canonical(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Returns the name of the provider, in lower case. */
    public String provider() {
        return required(PROVIDER, "huawei").toLowerCase(Locale.ROOT);
    }

    /**
     * Returns a setting; empty if it is not given.
     *
     * @param name its name
     */
    public Optional<String> text(String name) {
        Setting setting = settings.get(canonical(name));
        known.add(name);
        if (setting != null) {
            read.add(canonical(name));
        }
        return Optional.ofNullable(setting).map(Setting::value);
    }

    /**
     * Returns a setting that has to be given.
     *
     * @param name its name
     * @param example a value, for the message
     * @throws Invalid if it is not given
     */
    public String required(String name, String example) {
        return text(name)
                .orElseThrow(() -> new Invalid("setting " + name + " is missing; give one, such as " + example));
    }

    /**
     * Returns a setting as a duration: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}, or as ISO 8601 writes
     * it, such as {@code PT1M30S}; empty if it is not given.
     *
     * @param name its name
     * @throws Invalid if it is not a duration
     */
    public Optional<Duration> duration(String name) {
        return text(name).map(value -> {
            Matcher parts = SHORT_DURATION.matcher(value.strip());
            try {
                return parts.matches()
                        ? duration(Long.parseLong(parts.group(1)), parts.group(2))
                        : Duration.parse(value.strip());
            } catch (DateTimeParseException | ArithmeticException e) {
                throw wrong(name, value, "a duration, such as 30s, 5m or PT1M30S", e);
            }
        });
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /**
     * Returns a setting as a whole number; empty if it is not given.
     *
     * @param name its name
     * @throws Invalid if it is not a whole number of at most nine digits
     */
    public Optional<Integer> integer(String name) {
        return text(name).map(value -> {
            if (!value.strip().matches("-?\\d{1,9}")) {
                throw wrong(name, value, "a whole number", null);
            }
            return Integer.parseInt(value.strip());
        });
    }

    /**
     * Returns a setting as a size; empty if it is not given.
     *
     * @param name its name
     * @throws Invalid if {@link DataSize#parse} refuses it
     */
    public Optional<DataSize> size(String name) {
        return text(name).map(value -> {
            try {
                return DataSize.parse(value);
            } catch (Invalid e) {
                throw wrong(name, value, "a size, such as 16 MiB", e);
            }
        });
    }

    /**
     * Returns a setting as an address; empty if it is not given.
     *
     * @param name its name
     * @throws Invalid if it cannot be read as one; the message does not repeat it
     */
    public Optional<URI> uri(String name) {
        return text(name).map(value -> {
            try {
                return new URI(value.strip());
            } catch (URISyntaxException e) {
                throw new Invalid("setting " + name + " is not an address; write it as https://host:port");
            }
        });
    }

    /**
     * Returns a setting that is one of a few words; empty if it is not given.
     *
     * @param name its name
     * @param words the words that it may be
     * @throws Invalid if it is none of them
     */
    public Optional<String> oneOf(String name, String... words) {
        return text(name).map(value -> {
            for (String word : words) {
                if (word.equalsIgnoreCase(value.strip())) {
                    return word;
                }
            }
            throw wrong(name, value, "one of " + String.join(", ", words), null);
        });
    }

    /**
     * Returns the settings whose names begin with a prefix, by the rest of their names, and counts them as read.
     *
     * @param prefix such as {@code endpoint.}
     */
    public Map<String, String> startingWith(String prefix) {
        known.add(prefix + "...");
        Map<String, String> found = new TreeMap<>();
        String start = canonical(prefix);
        settings.forEach((name, setting) -> {
            if (name.length() > start.length() && name.startsWith(start)) {
                read.add(name);
                found.put(name.substring(start.length()), setting.value());
            }
        });
        return found;
    }

    /**
     * Refuses settings that were not read: a misspelled name must not be ignored.
     *
     * @throws Invalid if there is one; the message names it and the known ones, without values
     */
    public void refuseOthers() {
        String provider = provider();
        known.remove(PROVIDER);
        String others = settings.entrySet().stream()
                .filter(setting -> !read.contains(setting.getKey()))
                .map(setting -> setting.getValue().name())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw new Invalid(
                    "provider " + provider + " knows no setting " + others + "; it knows " + String.join(", ", known));
        }
    }

    /** Returns the name of the provider and the names of the settings, without values. */
    @Override
    public String toString() {
        return settings.values().stream().map(Setting::name).collect(Collectors.joining(", ", "settings ", ""));
    }

    private static Invalid wrong(String name, String value, String expected, @Nullable Throwable cause) {
        return new Invalid(
                "setting " + name + " is \"" + PlainText.line(value, LONGEST_SHOWN) + "\", not " + expected,
                BackupException.Detail.NONE,
                cause);
    }

    /** A setting, with its name as it was written. */
    private record Setting(String name, String value) {}
}
