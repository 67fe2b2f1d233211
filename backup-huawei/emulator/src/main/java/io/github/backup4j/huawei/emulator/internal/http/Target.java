package io.github.backup4j.huawei.emulator.internal.http;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The subject of a request: the id at the end of its path, or the one in its filter. */
public final class Target {
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final Pattern ID = Pattern.compile(
            "(?:/|[?&]id=)(\\p{XDigit}{32}|\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})(?:&.*)?$");

    private Target() {}

    /** The id that a GET asks for; "" if there is none. */
    public static String id(URI target) {
        Matcher found = ID.matcher(target.toString());
        return found.find() ? found.group(1) : "";
    }

    /** The same request with the id of a resource that does not exist. */
    public static URI ofNobody(URI target) {
        String id = id(target);
        return id.isEmpty() ? target : URI.create(target.toString().replace(id, NOBODY));
    }
}
