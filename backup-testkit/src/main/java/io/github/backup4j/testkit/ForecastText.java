package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.internal.PlainText;
import io.github.backup4j.internal.TextPage;
import io.github.backup4j.internal.TextPage.Column;
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

/** Writes forecasts once as tables for a terminal, with days and instants in UTC. */
final class ForecastText {
    private static final String NONE = "-";

    private final List<Forecast> forecasts;
    private final TextPage page;

    ForecastText(List<Forecast> forecasts, int columns) {
        this.forecasts = forecasts;
        page = new TextPage(columns);
    }

    String single() {
        Forecast forecast = forecasts.get(0);
        heading("Forecast \"" + forecast.name() + "\"");
        List<List<String>> vaults = new ArrayList<>();
        List<List<String>> resources = new ArrayList<>();
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
        table(vaultsWith(new Column("HOLDS NOW", 2)), vaults);
        table(resourcesWith(new Column("VAULT", 3), new Column("POINTS NOW", 2)), resources);
        remarks();
        return page.toString();
    }

    String sideBySide() {
        heading("Comparison");
        List<List<String>> vaults = new ArrayList<>();
        List<List<String>> resources = new ArrayList<>();
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
        table(vaultsWith(Column.of("FORECAST")), vaults);
        table(resourcesWith(new Column("VAULT", 3), Column.of("FORECAST")), resources);
        remarks();
        return page.toString();
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

    /** Returns the columns of vaults. */
    private static List<Column> vaultsWith(Column second) {
        return List.of(
                Column.of("VAULT"),
                second,
                new Column("AT MOST", 3),
                new Column("ON", 3),
                Column.of("AT THE END"),
                new Column("OF", 1),
                Column.of("FULL ON"),
                new Column("FAILED BACKUPS", 1));
    }

    /** Returns the columns of disks and servers. */
    private static List<Column> resourcesWith(Column second, Column third) {
        return List.of(
                Column.of("RESOURCE"),
                second,
                third,
                Column.of("AT THE END"),
                new Column("OLDEST", 1),
                new Column("NEWEST", 2),
                Column.of("STORED"));
    }

    private void table(List<Column> columns, List<List<String>> rows) {
        line("");
        if (rows.isEmpty()) {
            rows.add(Collections.nCopies(columns.size(), NONE));
        }
        page.table(columns, rows);
    }

    /** Returns a cell; cells are measured, so nothing in one may be replaced later. */
    private static String clean(String text) {
        return PlainText.line(text);
    }

    private void line(String text) {
        page.line(text, 2);
    }
}
