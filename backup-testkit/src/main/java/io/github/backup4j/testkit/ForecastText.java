package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.internal.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes forecasts as tables for a terminal, with days and instants in UTC. */
final class ForecastText {
    private static final String NONE = "-";

    private final List<Forecast> forecasts;
    private final StringBuilder out = new StringBuilder();

    ForecastText(List<Forecast> forecasts) {
        this.forecasts = forecasts;
    }

    String single() {
        out.setLength(0);
        Forecast forecast = forecasts.get(0);
        heading("Forecast \"" + forecast.name() + "\"");
        List<List<String>> vaults = new ArrayList<>();
        vaults.add(List.of("VAULT", "HOLDS NOW", "AT MOST", "ON", "AT THE END", "OF", "FULL ON", "FAILED BACKUPS"));
        List<List<String>> resources = new ArrayList<>();
        resources.add(List.of("RESOURCE", "VAULT", "POINTS NOW", "AT THE END", "OLDEST", "NEWEST", "STORED"));
        for (VaultForecast vault : forecast.vaults()) {
            List<String> row = new ArrayList<>(List.of(clean(vault.name()), Figures.size(vault.usedBefore())));
            row.addAll(figures(vault));
            vaults.add(row);
            vault.resources().forEach(resource -> {
                List<String> line = new ArrayList<>(
                        List.of(clean(resource.name()), clean(vault.name()), String.valueOf(resource.before())));
                line.addAll(figures(resource));
                resources.add(line);
            });
        }
        table(vaults);
        table(resources);
        remarks();
        return out.toString();
    }

    String sideBySide() {
        out.setLength(0);
        heading("Comparison");
        List<List<String>> vaults = new ArrayList<>();
        vaults.add(List.of("VAULT", "FORECAST", "AT MOST", "ON", "AT THE END", "OF", "FULL ON", "FAILED BACKUPS"));
        List<List<String>> resources = new ArrayList<>();
        resources.add(List.of("RESOURCE", "VAULT", "FORECAST", "AT THE END", "OLDEST", "NEWEST", "STORED"));
        Map<VaultId, String> names = new LinkedHashMap<>();
        forecasts.forEach(forecast ->
                forecast.vaults().forEach(vault -> names.putIfAbsent(vault.vault(), clean(vault.name()))));
        names.forEach((id, name) -> {
            Set<Resource> members = new LinkedHashSet<>();
            for (int i = 0; i < forecasts.size(); i++) {
                VaultForecast vault = find(forecasts.get(i), id);
                List<String> row = new ArrayList<>(
                        List.of(i == 0 ? name : "", clean(forecasts.get(i).name())));
                row.addAll(vault == null ? List.of(NONE, NONE, NONE, NONE, NONE, NONE) : figures(vault));
                vaults.add(row);
                if (vault != null) {
                    vault.resources().forEach(resource -> members.add(resource.resource()));
                }
            }
            members.forEach(member -> addLines(resources, id, name, member));
        });
        table(vaults);
        table(resources);
        remarks();
        return out.toString();
    }

    private void addLines(List<List<String>> lines, VaultId id, String vaultName, Resource member) {
        for (int i = 0; i < forecasts.size(); i++) {
            VaultForecast vault = find(forecasts.get(i), id);
            ResourceForecast resource = vault == null ? null : find(vault, member);
            List<String> line = new ArrayList<>(List.of(
                    i == 0 ? nameOf(id, member) : "",
                    i == 0 ? vaultName : "",
                    clean(forecasts.get(i).name())));
            line.addAll(resource == null ? List.of(NONE, NONE, NONE, NONE) : figures(resource));
            lines.add(line);
        }
    }

    private String nameOf(VaultId id, Resource member) {
        return forecasts.stream()
                .map(forecast -> find(forecast, id))
                .filter(Objects::nonNull)
                .map(vault -> find(vault, member))
                .filter(Objects::nonNull)
                .map(resource -> clean(resource.name()))
                .findFirst()
                .orElse(member.id());
    }

    private static @Nullable VaultForecast find(Forecast forecast, VaultId id) {
        return forecast.vaults().stream()
                .filter(vault -> vault.vault().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ResourceForecast find(VaultForecast vault, Resource member) {
        return vault.resources().stream()
                .filter(resource -> resource.resource().equals(member))
                .findFirst()
                .orElse(null);
    }

    private static List<String> figures(VaultForecast vault) {
        DataSize capacity = vault.capacity();
        boolean grown = capacity.compareTo(vault.capacityBefore()) > 0;
        return List.of(
                Figures.size(vault.peak()),
                Figures.day(vault.peakAt()),
                Figures.size(vault.used()),
                Figures.size(capacity) + (grown ? " (enlarged)" : ""),
                vault.fullAt() == null ? NONE : Figures.day(vault.fullAt()),
                vault.refused() == 0 ? NONE : String.valueOf(vault.refused()));
    }

    private static List<String> figures(ResourceForecast resource) {
        return List.of(
                String.valueOf(resource.points().size()),
                minute(resource.oldest().orElse(null)),
                minute(resource.newest().orElse(null)),
                Figures.size(resource.stored()));
    }

    private static String minute(@Nullable Instant instant) {
        return instant == null ? NONE : Figures.minute(instant);
    }

    private void heading(String what) {
        Forecast first = forecasts.get(0);
        line(what + " of " + first.cloudText() + ", " + Figures.minute(first.from()) + " to "
                + Figures.minute(first.until()) + " UTC");
    }

    private void remarks() {
        line("");
        line("WHAT IS ASSUMED");
        forecasts.get(0).remarks().forEach(remark -> line("- " + clean(remark)));
    }

    private void table(List<List<String>> rows) {
        line("");
        if (rows.size() == 1) {
            rows.add(new ArrayList<>(Collections.nCopies(rows.get(0).size(), NONE)));
        }
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            line(text.toString().stripTrailing());
        }
    }

    /** Returns a cell; cells are measured, so nothing in one may be replaced later. */
    private static String clean(String text) {
        return PlainText.line(text);
    }

    private void line(String text) {
        out.append(PlainText.line(text)).append('\n');
    }
}
