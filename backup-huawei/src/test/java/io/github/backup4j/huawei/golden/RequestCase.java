package io.github.backup4j.huawei.golden;

import io.github.backup4j.CloudBackup;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the provider send a documented request, among others that may have to come before it. */
@FunctionalInterface
interface RequestCase {
    void run(GoldenServer server, CloudBackup backup);

    /** Takes an element of a list that is read to its end for the sake of the requests. */
    static void seen(Object element) {
        // It is not looked at.
    }

    /** All cases, by the operation and the name of the request, such as {@code cbr/createVault: of servers}. */
    static Map<String, RequestCase> all() {
        Map<String, RequestCase> all = new LinkedHashMap<>();
        all.putAll(VaultRequestCases.all());
        all.putAll(PolicyRequestCases.all());
        all.putAll(PointRequestCases.all());
        all.putAll(DiskRequestCases.all());
        all.putAll(ImageRequestCases.all());
        all.putAll(ServerRequestCases.all());
        all.putAll(PreflightRequestCases.all());
        return all;
    }
}
