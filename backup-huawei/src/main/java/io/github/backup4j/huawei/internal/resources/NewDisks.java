package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeOption;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeOption.VolumeTypeEnum;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.OperationDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes disks with the data of something. */
public final class NewDisks {
    /** For a disk whose original is gone and has not told its type anywhere: not slower than that was, most likely. */
    private static final String SAFE_TYPE = "SSD";

    private final Context context;
    private final IdempotentCreate creates;
    private final DiskCalls disks;
    private final NewDiskWork work;

    public NewDisks(Context context, IdempotentCreate creates, DiskCalls disks, NewDiskWork work) {
        this.context = context;
        this.creates = creates;
        this.disks = disks;
        this.work = work;
    }

    /** Makes a disk, unless it is there already; what it is made from is looked at only if it is not. */
    public OperationDriver<Resource.Disk> make(Supplier<Source> source, DiskSpec spec, Request request) {
        DiskCalls.Begun begun = creates.find(request, "disk", this::marked)
                .orElseGet(() -> begin(source.get(), spec, request, Map.of()));
        return context.operation(work, NewDiskWork.token(begun));
    }

    /** The disks that carry a mark, and are not broken. */
    List<IdempotentCreate.Marked<DiskCalls.Begun>> marked() {
        List<IdempotentCreate.Marked<DiskCalls.Begun>> marked = new ArrayList<>();
        for (JsonNode disk : disks.all()) {
            RequestMark mark = RequestMark.parse(JsonFields.textOrNull(disk.path("metadata"), RequestMark.NAME));
            String status = DiskCalls.status(disk);
            if (mark != null && !DiskCalls.broken(disk) && !status.equals("deleting")) {
                String id = JsonFields.id(disk, "id", "a disk");
                Instant created = JsonFields.instant(disk, "created_at");
                marked.add(new IdempotentCreate.Marked<>(mark, new DiskCalls.Begun("", id), id, created));
            }
        }
        return marked;
    }

    /** Begins to make a disk; the service knows the call again by its token, and makes no second one. */
    public DiskCalls.Begun begin(Source source, DiskSpec spec, Request request, Map<String, String> more) {
        Map<String, String> metadata = new LinkedHashMap<>(request.metadata());
        metadata.putAll(more);
        DataSize size = spec.size() == null ? source.size() : spec.size();
        if (size.compareTo(source.size()) < 0) {
            throw new Invalid(
                    "disk size is " + size + ", less than the " + source.size() + " of the original; nothing was made");
        }
        Place place = place(source, spec);
        CreateVolumeOption option = new CreateVolumeOption()
                .withName(spec.name())
                .withSize(Math.toIntExact(size.toGibRoundedUp()))
                .withAvailabilityZone(place.zone())
                .withVolumeType(VolumeTypeEnum.fromValue(place.type()));
        switch (source.kind()) {
            case BACKUP -> option.withBackupId(source.id());
            case SNAPSHOT -> option.withSnapshotId(source.id());
            case IMAGE -> option.withImageRef(source.id());
        }
        if (!spec.description().isEmpty()) {
            option.withDescription(spec.description());
        }
        if (!spec.tags().isEmpty()) {
            option.withTags(spec.tags());
        }
        if (!metadata.isEmpty()) {
            option.withMetadata(metadata);
        }
        return disks.create(option, request);
    }

    private Place place(Source source, DiskSpec spec) {
        boolean fixed = source.kind() == Source.Kind.SNAPSHOT;
        JsonNode original = source.original() == null || (spec.zone() != null && spec.type() != null && !fixed)
                ? null
                : disks.find(source.original().id());
        String oldZone = original == null ? source.zone() : JsonFields.textOrNull(original, "availability_zone");
        String oldType = original == null ? null : JsonFields.textOrNull(original, "volume_type");
        if (source.zone() != null) {
            oldZone = source.zone();
        }
        if (fixed) {
            requireSame("zone", spec.zone(), oldZone, source);
            requireSame("type", spec.type(), oldType, source);
        }
        String zone = spec.zone() == null ? oldZone : spec.zone();
        String type = spec.type() == null ? oldType : spec.type();
        if (type == null && source.kind() == Source.Kind.BACKUP) {
            type = SAFE_TYPE;
        }
        if (zone == null || type == null) {
            throw new Invalid(
                    (zone == null ? "zone" : "type") + " of disk \"" + spec.name()
                            + "\" is not given, and the disk that the data was taken of does not exist any more, or does not tell");
        }
        return new Place(zone, type);
    }

    private static void requireSame(String what, @Nullable String asked, @Nullable String original, Source source) {
        if (asked != null && original != null && !asked.equals(original)) {
            throw new Invalid(what + " is " + asked + ", but a disk from snapshot " + source.id() + " has to be in "
                    + what + " " + original);
        }
    }

    private record Place(String zone, String type) {}

    /**
     * What a disk is made from.
     *
     * @param kind what it is
     * @param id its id
     * @param size how large the disk was that the data was taken of
     * @param zone the zone of that disk; null: ask the disk
     * @param original that disk; null: not known
     */
    public record Source(
            Kind kind, String id, DataSize size, @Nullable String zone, Resource.@Nullable Disk original) {

        public enum Kind {
            BACKUP,
            SNAPSHOT,
            IMAGE
        }
    }
}
