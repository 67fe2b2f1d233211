package io.github.backup4j.huawei.emulator.internal.world;

import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import java.util.List;

/** The jobs of EVS, ECS and IMS, which share one path. */
public final class JobRoutes {
    private final Emulation emulation;

    public JobRoutes(Emulation emulation) {
        this.emulation = emulation;
    }

    public void addTo(Router router) {
        List.of("/v1/{project_id}/jobs/{job_id}", "/v2/{project_id}/jobs/{job_id}", "/v1/cloudimages/job/{job_id}")
                .forEach(path -> router.add("GET", path, this::show));
    }

    private WireReply show(WireRequest request) {
        String id = request.parameter("job_id");
        return emulation
                .job(id)
                .map(WireReply::ok)
                .orElseThrow(
                        () -> WireError.nested(400, "Common.0011", "No jobs found. The job " + id + " is unknown."));
    }
}
