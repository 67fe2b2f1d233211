package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import java.time.Instant;
import java.util.List;

/** Changes to an existing disk. */
final class VolumeActions {
    private final Emulation emulation;
    private final Volumes volumes;

    VolumeActions(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
    }

    /** Changes the name or description of a disk. */
    static void update(WireRequest request, ObjectNode note, Instant now) {
        JsonNode volume = request.body().path("volume");
        if (!volume.isObject()) {
            throw EvsErrors.bad("EVS.1001", "null volume!");
        }
        VolumeCreation.checkTexts(volume);
        boolean changed = false;
        for (String sent : List.of("display_name", "display_description", "name", "description", "metadata")) {
            if (volume.hasNonNull(sent)) {
                note.set(sent.replace("display_", ""), volume.get(sent));
            }
            changed |= volume.has(sent);
        }
        if (!changed) {
            throw EvsErrors.bad("EVS.1007", "volume name and description can not both be empty!");
        }
        note.put("updated_at", now.toString());
    }

    /** Enlarges a disk. */
    WireJob extend(WireRequest request, String id, JsonNode extend) {
        JsonNode size = extend.path("new_size");
        if (!size.isInt() || size.asInt() > 32768) {
            throw EvsErrors.bad("EVS.1010", "invalid volume size!");
        }
        ProtectableResource disk = volumes.require(request, id);
        String status = volumes.status(request, id);
        if (!status.equals("available") && !status.equals("in-use")) {
            throw EvsErrors.bad("EVS.1064", "volume status must be available or in-use when extending!");
        }
        if (size.asInt() <= disk.size().toGibRoundedUp()) {
            throw EvsErrors.bad("EVS.1015", "new volume Size must be greater than old Size!");
        }
        emulation.cloud(request).enlarge(Resource.disk(id), DataSize.gib(size.asInt()));
        return job(request, "extendVolume", id, "extending");
    }

    /** Changes the volume type of a disk. */
    WireJob retype(WireRequest request, String id, JsonNode retype) {
        String type = VolumeCreation.typeNamed(text(retype, "new_type"));
        VolumeCreation.checkType(type);
        String status = volumes.status(request, id);
        if (!status.equals("available") && !status.equals("in-use")) {
            throw EvsErrors.bad("EVS.1031", "invalid resources status!");
        }
        volumes.note(id).put("volume_type", type);
        return job(request, "retypeVolume", id, "retyping");
    }

    /** Records that a disk is busy for a while. */
    WireJob job(WireRequest request, String type, String id, String status) {
        Instant end = status.isEmpty() ? emulation.now().plus(Volumes.SHORT_WORK) : volumes.occupy(id, status);
        volumes.note(id).put("updated_at", emulation.now().toString());
        return WireJob.ofBlockStorage(emulation, type, WireJob.Outcome.until(emulation, end), now -> {
            ObjectNode entities = Json.object().put("volume_id", id);
            volumes.find(request, id)
                    .ifPresent(disk -> entities.put("size", disk.size().toGibRoundedUp())
                            .put("volume_type", volumes.type(id))
                            .put("name", volumes.name(disk)));
            return entities;
        });
    }
}
