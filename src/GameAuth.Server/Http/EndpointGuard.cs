using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>
/// Stands around each endpoint. Before it, the transport and the origin are judged; behind it, what fails becomes the answer <c>temporarily_unavailable</c>: nothing was decided, and the client comes again.
/// The cause is logged by its type, since its text may hold what the client sent.
/// </summary>
internal sealed partial class EndpointGuard(ILogger<EndpointGuard> logger, TransportRules transport, SessionEvents events)
{
    private readonly ILogger _logger = logger;

    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isForPages">Whether the origin of the request matters.</param>
    /// <param name="answer">The endpoint.</param>
    public static async Task AnswerAsync(HttpContext context, bool isForPages, Func<Task> answer)
    {
        EndpointGuard guard = context.RequestServices.GetRequiredService<EndpointGuard>();
        try
        {
            await (guard.Judge(context, isForPages) is { } refused ? AuthErrorWriter.WriteAsync(context.Response, refused) : answer()).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SessionStoreException or GameAuthException && !context.Response.HasStarted)
        {
            guard.Failed(context.Request.Path.Value ?? "", failure.GetType().Name);
            await AuthErrorWriter.WriteAsync(context.Response, AuthError.TemporarilyUnavailable).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // The host has no more time.
            await AuthErrorWriter.WriteAsync(context.Response, AuthError.TemporarilyUnavailable).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            // The server's own limits: a body that is larger than it takes, or that did not come.
            AuthError error = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? AuthError.RequestTooLarge : AuthError.InvalidRequest;
            await AuthErrorWriter.WriteAsync(context.Response, error).ConfigureAwait(false);
        }
    }

    private AuthError? Judge(HttpContext context, bool isForPages)
    {
        AuthError? refused = transport.Check(context) ?? (isForPages ? ServerCors.Check(context) : null);
        if (refused is not null)
        {
            events.Refuse(refused, RequestSources.Of(context, default, delivery: null));
        }

        return refused;
    }

    [LoggerMessage(2021, LogLevel.Error, "{Path} could not be answered ({Error}); the client was told to come again.")]
    private partial void Failed(string path, string error);
}
