package io.github.backup4j;

import io.github.backup4j.spi.BackupProvider;
import io.github.backup4j.spi.ProviderSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds providers by their names. */
final class Providers {
    private Providers() {}

    /** Opens what settings name, with the providers that the context class loader and the one of this library see. */
    static CloudBackup open(ProviderSettings settings) {
        return open(settings, all(Thread.currentThread().getContextClassLoader()));
    }

    static CloudBackup open(ProviderSettings settings, List<BackupProvider> providers) {
        String wanted = settings.provider();
        List<BackupProvider> found = providers.stream()
                .filter(provider -> provider.name().equals(wanted))
                .toList();
        if (found.isEmpty()) {
            TreeMap<String, String> names = new TreeMap<>();
            providers.forEach(
                    provider -> names.put(provider.name(), provider.getClass().getName()));
            throw new Invalid("no provider is called \"" + Require.printable(wanted) + "\"; "
                    + (names.isEmpty()
                            ? "there is none on the class path: add the dependency on one, such as backup-huawei"
                            : "there are " + names.keySet() + "; for another, add the dependency on it"));
        }
        if (found.size() > 1) {
            throw new Invalid("provider \"" + wanted + "\" is there twice: "
                    + found.stream()
                            .map(provider -> provider.getClass().getName())
                            .toList()
                    + "; remove the dependency on one");
        }
        return CloudBackup.of(found.get(0).open(settings));
    }

    /** Returns all providers, each class once; one that cannot be loaded is reported, since it may be the requested one. */
    private static List<BackupProvider> all(@Nullable ClassLoader context) {
        List<BackupProvider> all = new ArrayList<>();
        add(all, ServiceLoader.load(BackupProvider.class, context));
        ClassLoader own = BackupProvider.class.getClassLoader();
        if (!Objects.equals(context, own)) {
            add(all, ServiceLoader.load(BackupProvider.class, own));
        }
        return all;
    }

    private static void add(List<BackupProvider> all, ServiceLoader<BackupProvider> loader) {
        try {
            for (BackupProvider provider : loader) {
                if (all.stream().noneMatch(known -> known.getClass().equals(provider.getClass()))) {
                    all.add(provider);
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new Invalid(
                    "a provider on the class path cannot be loaded: " + e.getMessage()
                            + "; its version may not fit that of backup-api",
                    BackupException.Detail.NONE,
                    e);
        }
    }
}
