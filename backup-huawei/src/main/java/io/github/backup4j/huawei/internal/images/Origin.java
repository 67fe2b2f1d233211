package io.github.backup4j.huawei.internal.images;

import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import org.jspecify.annotations.Nullable;

/**
 * The request that started long-running work. Temporary resources of the work carry a sign that needs both mark and proof.
 *
 * @param mark the mark of the request, or a random id where there was no room for one; "": not known
 * @param proof the proof of its key; if the key is not known, it matches nothing
 */
record Origin(String mark, Proof proof) {
    /** An unknown request: it matches no temporary resource. */
    static final Origin UNKNOWN = new Origin("", new Proof(""));

    static Origin of(Request request) {
        return new Origin(request.tag(), Proof.of(request.key()));
    }

    /** The mark by which the resources of the request are found again; null: there is none. */
    @Nullable
    RequestMark requestMark() {
        return RequestMark.parse(mark);
    }
}
