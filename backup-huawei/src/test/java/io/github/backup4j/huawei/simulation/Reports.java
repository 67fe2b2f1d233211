package io.github.backup4j.huawei.simulation;

import io.github.backup4j.BackupListener;
import io.github.backup4j.huawei.HuaweiBackup;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What callers were told of things that are there twice. */
final class Reports {
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** Lets a provider tell this one. */
    HuaweiBackup.Builder of(HuaweiBackup.Builder builder) {
        return builder.listener(new BackupListener() {
            @Override
            public void duplicated(Duplicate duplicate) {
                Reports.this.duplicated(duplicate.kept(), duplicate.surplus());
            }
        });
    }

    /** Takes note of things that are there twice. */
    void duplicated(String kept, List<String> surplus) {
        told.add(kept);
        told.addAll(surplus);
    }

    /** Whether somebody was told of the thing with this id. */
    boolean tell(String id) {
        return told.contains(id);
    }
}
