package io.github.backup4j.huawei.emulator.internal.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Uuids;

/** The keys of encrypted disks and images: a copy of an encrypted disk or image has its key. */
public final class EncryptionKeys {
    private final Emulation emulation;

    EncryptionKeys(Emulation emulation) {
        this.emulation = emulation;
    }

    /** The key of a disk or an image; one of its own if none was given. */
    public String of(String id) {
        return note(id).path("id").asText(Uuids.of("key", id));
    }

    /** Whether a disk or an image was given a key. */
    public boolean isGiven(String id) {
        return note(id).has("id");
    }

    public void give(String id, String key) {
        note(id).put("id", key);
    }

    /** Gives something the key of what it is made from. */
    public void pass(String from, String to) {
        give(to, of(from));
    }

    private ObjectNode note(String id) {
        return emulation.note("key", id);
    }
}
