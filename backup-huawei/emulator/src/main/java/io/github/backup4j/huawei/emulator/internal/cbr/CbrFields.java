package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A received JSON object, read with CBR's checks: a value of another type or out of range is refused with 9900, null
 * counts as absent, and unknown keys are ignored.
 *
 * @param node the object
 * @param path its position, for messages
 */
record CbrFields(JsonNode node, String path) {
    static final Pattern NAME = Pattern.compile("[\\u4E00-\\u9FA5\\uf900-\\ufa2da-zA-Z0-9_\\-]*");
    private static final Pattern NO_MARKUP = Pattern.compile("[^<>]*", Pattern.DOTALL);

    /** The object in a field of the body; refused if it is missing. */
    static CbrFields of(WireRequest request, String name) {
        return of(request).requiredObject(name);
    }

    /** The body itself; refused if it is not an object. */
    static CbrFields of(WireRequest request) {
        if (!request.body().isObject()) {
            throw CbrErrors.invalid("Request body is not a JSON object.");
        }
        return new CbrFields(request.body(), "");
    }

    boolean has(String name) {
        JsonNode found = node.path(name);
        return Json.isSent(found);
    }

    JsonNode raw(String name) {
        return has(name) ? node.get(name) : MissingNode.getInstance();
    }

    @Nullable
    CbrFields object(String name) {
        if (!has(name)) {
            return null;
        }
        if (!raw(name).isObject()) {
            throw invalid(name, "is not an object");
        }
        return new CbrFields(raw(name), path + name + ".");
    }

    CbrFields requiredObject(String name) {
        CbrFields found = object(name);
        if (found == null) {
            throw invalid(name, "is a required property");
        }
        return found;
    }

    /** An object; an empty one if it is absent. */
    CbrFields objectOrEmpty(String name) {
        CbrFields found = object(name);
        return found == null ? new CbrFields(Json.object(), path + name + ".") : found;
    }

    @Nullable
    String text(String name) {
        if (!has(name)) {
            return null;
        }
        if (!raw(name).isTextual()) {
            throw invalid(name, "is not of type 'string'");
        }
        return raw(name).textValue();
    }

    String text(String name, String otherwise) {
        String found = text(name);
        return found == null ? otherwise : found;
    }

    String requiredText(String name) {
        String found = text(name);
        if (found == null || found.isEmpty()) {
            throw invalid(name, "is a required property");
        }
        return found;
    }

    /** A name of 1 to 64 Chinese characters, letters, digits, hyphens and underscores. */
    @Nullable
    String name(String name) {
        String found = text(name);
        if (found != null
                && (found.isEmpty()
                        || found.length() > 64
                        || !NAME.matcher(found).matches())) {
            throw invalid(name, "'" + found + "' is not a name of 1 to 64 letters, digits, '_' and '-'");
        }
        return found;
    }

    String requiredName(String name) {
        String found = name(name);
        if (found == null) {
            throw invalid(name, "is a required property");
        }
        return found;
    }

    String description(String name) {
        String found = text(name, "");
        if (found.length() > 255 || !NO_MARKUP.matcher(found).matches()) {
            throw invalid(name, "is longer than 255 characters, or holds '<' or '>'");
        }
        return found;
    }

    @Nullable
    Boolean bool(String name) {
        if (!has(name)) {
            return null;
        }
        if (!raw(name).isBoolean()) {
            throw invalid(name, "is not of type 'boolean'");
        }
        return raw(name).booleanValue();
    }

    boolean bool(String name, boolean otherwise) {
        Boolean found = bool(name);
        return found == null ? otherwise : found;
    }

    @Nullable
    Integer integer(String name) {
        if (!has(name)) {
            return null;
        }
        if (!raw(name).isIntegralNumber() || !raw(name).canConvertToInt()) {
            throw invalid(name, "is not of type 'integer'");
        }
        return raw(name).intValue();
    }

    @Nullable
    Integer integer(String name, int least, int most) {
        Integer found = integer(name);
        if (found != null && (found < least || found > most)) {
            throw invalid(name, found + " is not between " + least + " and " + most);
        }
        return found;
    }

    String oneOf(String name, List<String> values) {
        String found = requiredText(name);
        if (!values.contains(found)) {
            throw invalid(name, "'" + found + "' is not one of " + values);
        }
        return found;
    }

    /** Refuses a string that is none of the values, unless it is absent. */
    void oneOfIfSent(String name, List<String> values) {
        String found = text(name);
        if (found != null && !values.contains(found)) {
            throw invalid(name, "'" + found + "' is not one of " + values);
        }
    }

    /** The strings of an array; null if it is absent. */
    @Nullable
    List<String> texts(String name) {
        if (!has(name)) {
            return null;
        }
        List<String> found = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isTextual()) {
                throw invalid(name, "has an element that is not of type 'string'");
            }
            found.add(element.textValue());
        }
        return found;
    }

    /** The strings of an array; refused if it is absent or empty. */
    List<String> requiredTexts(String name) {
        List<String> found = texts(name);
        if (found == null || found.isEmpty()) {
            throw invalid(name, "is a required property and must not be empty");
        }
        return found;
    }

    /** The objects of an array; none if it is absent. */
    List<CbrFields> objects(String name) {
        List<CbrFields> found = new ArrayList<>();
        if (has(name)) {
            for (JsonNode element : array(name)) {
                if (!element.isObject()) {
                    throw invalid(name, "has an element that is not an object");
                }
                found.add(new CbrFields(element, path + name + "."));
            }
        }
        return found;
    }

    WireError invalid(String name, String what) {
        return CbrErrors.invalid("Invalid input for field/attribute " + path + name + ": " + what + ".");
    }

    private JsonNode array(String name) {
        if (!raw(name).isArray()) {
            throw invalid(name, "is not of type 'array'");
        }
        return raw(name);
    }
}
