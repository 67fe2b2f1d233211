package io.github.backup4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The public types of this module, for rules that all of them keep. */
final class ApiTypes {
    private ApiTypes() {}

    /** Returns all public types, those nested in others too. */
    static Stream<Class<?>> all() {
        try {
            Path classes = Path.of(CloudBackup.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(classes)) {
                List<Class<?>> types = files.map(
                                file -> classes.relativize(file).toString())
                        .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                        .sorted()
                        .<Class<?>>map(file -> named(file.substring(0, file.length() - ".class".length())))
                        .filter(ApiTypes::isPublic)
                        .toList();
                return types.stream();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the public records. */
    static Stream<Class<?>> records() {
        return all().filter(Class::isRecord);
    }

    private static Class<?> named(String file) {
        try {
            return Class.forName(file.replace('/', '.').replace('\\', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }
}
