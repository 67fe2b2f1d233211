package io.github.backup4j.huawei.internal.images;

import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import org.jspecify.annotations.Nullable;

/**
 * The request that long work was started by. What the work creates on its way carries a sign that only who knows both can make.
 *
 * @param mark the mark of the request, or a random id where there was no room for one; "": not known
 * @param proof the proof of its key; it fits nothing where it is not known
 */
record Origin(String mark, Proof proof) {
    /** Nothing that the work creates on its way is its own. */
    static final Origin UNKNOWN = new Origin("", new Proof(""));

    static Origin of(Request request) {
        return new Origin(request.tag(), Proof.of(request.key()));
    }

    /** The mark by which what the request has created is found again; null: there is none. */
    @Nullable
    RequestMark requestMark() {
        return RequestMark.parse(mark);
    }
}
