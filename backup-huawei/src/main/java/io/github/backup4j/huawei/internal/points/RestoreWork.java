package io.github.backup4j.huawei.internal.points;

import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.points.RestoreState.Phase;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;

/** Work that overwrites a disk or server, and is recorded as {@link RestoreState}. */
public interface RestoreWork extends Work<Resource> {
    @Override
    default TokenFields fields() {
        return RestoreState.FIELDS;
    }

    /** Only the work on a disk that is detached first goes through all steps. */
    @Override
    default boolean countsSteps(Token token) {
        return new RestoreState(token).detaches();
    }

    @Override
    default int steps() {
        return Phase.values().length;
    }

    @Override
    default boolean destroys() {
        return true;
    }

    @Override
    default Class<Resource> resultType() {
        return Resource.class;
    }

    @Override
    default Class<? extends Resource> resultType(Token token) {
        return new RestoreState(token).over().getClass();
    }
}
