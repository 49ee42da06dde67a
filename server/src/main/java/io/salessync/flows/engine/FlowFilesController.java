package io.salessync.flows.engine;

import io.salessync.kernel.access.Actor;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Files that flows read, brought by people, and files that runs wrote. */
@RestController
@RequestMapping("/api/v1/flows")
class FlowFilesController {
    private static final String WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final FlowFiles files;
    private final RunFiles written;

    FlowFilesController(FlowFiles files, RunFiles written) {
        this.files = files;
        this.written = written;
    }

    record UploadsPage(
            List<FlowFiles.Uploaded> items, @Nullable String next) {}

    record WrittenPage(
            List<RunFiles.Written> items, @Nullable String next) {}

    @PostMapping(value = "/files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(
            summary = "Uploads a CSV file or a workbook for nodes that read files",
            description =
                    "Answers with its columns and how many rows it has; name its `id` as `upload` in the node's settings.")
    FlowFiles.Uploaded upload(@AuthenticationPrincipal Actor actor, @RequestParam("file") MultipartFile file)
            throws IOException {
        return files.keep(
                actor.tenant(), actor.signature(), file.getInputStream(), plainName(file.getOriginalFilename()));
    }

    /** What a browser calls the file, without folders and what no name holds. */
    private static String plainName(@Nullable String original) {
        String name =
                original == null ? "" : original.replaceAll("[\\p{Cntrl}]", "").replaceAll(".*[/\\\\]", "");
        String plain = name.isBlank() ? "upload" : name.strip();
        return plain.length() > 120 ? plain.substring(0, 120) : plain;
    }

    @GetMapping("/files")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "The latest uploads")
    UploadsPage uploads(@AuthenticationPrincipal Actor actor) {
        return new UploadsPage(files.all(actor.tenant()), null);
    }

    @DeleteMapping("/files/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Forgets an upload")
    void forget(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        files.forget(actor.tenant(), actor.signature(), id);
    }

    @GetMapping("/runs/{run}/files")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "The files a run wrote")
    WrittenPage written(@AuthenticationPrincipal Actor actor, @PathVariable UUID run) {
        return new WrittenPage(written.of(actor.tenant(), run), null);
    }

    @GetMapping("/runs/{run}/files/{name}")
    @PreAuthorize("hasAuthority('flows:read') and hasAuthority('records:read')")
    @Operation(summary = "A file a run wrote, as far as it is written")
    void download(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID run,
            @PathVariable String name,
            HttpServletResponse response)
            throws IOException {
        RunFiles.Download download = written.download(actor.tenant(), run, name);
        response.setContentType(download.format() == RunFiles.Format.CSV ? "text/csv; charset=UTF-8" : WORKBOOK);
        response.setHeader(
                "Content-Disposition",
                ContentDisposition.attachment()
                        .filename(name, StandardCharsets.UTF_8)
                        .build()
                        .toString());
        download.send(response.getOutputStream());
    }
}
