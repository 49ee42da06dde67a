package io.salessync.kernel.problems;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the servlet container could not serve, such as a fault in a filter, as a problem document too. */
@RestController
class ErrorsController implements ErrorController {
    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<Object> answer(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        Problem problem;
        if (status >= 500) {
            problem = Problem.of(HttpProblem.UNEXPECTED, "The program met a fault of its own; its log has more.");
        } else if (status == 404) {
            problem = Problem.of(HttpProblem.NOT_FOUND, "There is nothing at this address.");
        } else if (status == 413) {
            problem = Problem.of(
                    HttpProblem.TOO_LARGE, "The upload is larger than this server takes; nothing of it was kept.");
        } else {
            problem = Problem.of(HttpProblem.REFUSED, "The request cannot be served as it is.");
        }
        return ProblemDocument.answer(ProblemDocument.of(problem, status), HttpHeaders.EMPTY);
    }
}
