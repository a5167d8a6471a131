using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>Turns what fails behind an endpoint into the answer <c>temporarily_unavailable</c>: nothing was decided, and the client comes again. The cause is logged by its type, since its text may hold what the client sent.</summary>
internal sealed partial class EndpointFailures(ILogger<EndpointFailures> logger)
{
    private readonly ILogger _logger = logger;

    public static async Task GuardAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SessionStoreException or GameAuthException && !context.Response.HasStarted)
        {
            context.RequestServices.GetRequiredService<EndpointFailures>().Failed(context.Request.Path.Value ?? "", failure.GetType().Name);
            await AuthErrorWriter.WriteAsync(context.Response, AuthError.TemporarilyUnavailable).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            // The server's own limits: a body that is larger than it takes, or that did not come.
            AuthError error = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? AuthError.RequestTooLarge : AuthError.InvalidRequest;
            await AuthErrorWriter.WriteAsync(context.Response, error).ConfigureAwait(false);
        }
    }

    [LoggerMessage(2021, LogLevel.Error, "{Path} could not be answered ({Error}); the client was told to come again.")]
    private partial void Failed(string path, string error);
}
