using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Hytale;

/// <summary>
/// What each call goes through: the transport, the body, who calls, his limit, and then the operation. What fails behind it is a row of the table of errors. A token in a query or in a form is never read.
/// </summary>
internal sealed partial class GatewayPipeline(
    EndpointSessions server, BearerValidator bearer, GatewayUpstream upstream, GatewayLimits limits, GatewayAccounts accounts, GatewayAudit audit, SignInEndpoints signIns, ProfileEndpoints profiles, SessionEndpoints sessions, TimeProvider time,
    ILogger<GatewayPipeline> logger)
{
    private const string Scheme = "Bearer ";

    private readonly ILogger _logger = logger;

    /// <summary>Answers one of the eight calls.</summary>
    public async Task AnswerAsync(HttpContext context, GatewayOperation operation)
    {
        LimitState? limit = null;
        GatewayCall? call = null;
        GatewayReply reply;
        try
        {
            if (server.CheckTransport(context) is not null)
            {
                await GatewayReply.Of(GatewayError.InsecureTransport).WriteAsync(context.Response).ConfigureAwait(false);
                return;
            }

            using RequestBody body = await RequestBody.ReadAsync(context.Request, mayBeEmpty: false, context.RequestAborted).ConfigureAwait(false);
            call = new GatewayCall(context, operation, body);
            await FindCallerAsync(call).ConfigureAwait(false);
            limit = await limits.TakeAsync(operation, WhoOf(call), context.RequestAborted).ConfigureAwait(false);
            reply = limit.IsPermitted ? await ServeAsync(call).ConfigureAwait(false) : GatewayReply.Of(operation.Limited.After(limit.Wait));
        }
        catch (Exception failure) when (!context.RequestAborted.IsCancellationRequested && ErrorOf(failure, operation) is { } error)
        {
            reply = GatewayReply.Of(error);
        }

        if (call is not null)
        {
            audit.Answered(call, reply.Error);
        }

        limit?.WriteTo(context.Response);
        await reply.WriteAsync(context.Response, operation.HasHeadersInBody ? limit?.Headers : null).ConfigureAwait(false);
    }

    /// <summary>Answers what is none of the eight calls.</summary>
    public Task RefuseUnknownAsync(HttpContext context) =>
        GatewayReply.Of(server.CheckTransport(context) is null ? GatewayError.NoEndpoint : GatewayError.InsecureTransport).WriteAsync(context.Response);

    private static string WhoOf(GatewayCall call) =>
        call.Code is { } code ? $"code {code.Id}"
        : call.Account is { } account ? $"account {account.Id.Key}"
        : GatewayLimits.OfAddress(call.Context.Connection.RemoteIpAddress);

    private async ValueTask FindCallerAsync(GatewayCall call)
    {
        if (call.Operation == GatewayOperation.Token)
        {
            await signIns.FindCodeAsync(call).ConfigureAwait(false);
        }
        else if (call.Operation == GatewayOperation.Refresh)
        {
            await signIns.FindSessionAsync(call).ConfigureAwait(false);
        }
        else if (call.Operation.IsHourly)
        {
            await FindBearerAsync(call).ConfigureAwait(false);
        }
    }

    private async ValueTask FindBearerAsync(GatewayCall call)
    {
        call.Refusal = GatewayError.Unauthorized;
        if (call.Context.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        call.Token = header[Scheme.Length..].Trim(' ');
        BearerResult token = await bearer.ValidateAsync(call.Token, HytaleGatewayOptions.Profile, call.Aborted).ConfigureAwait(false);
        if (token.Error == AuthError.TemporarilyUnavailable)
        {
            call.Refusal = GatewayError.Unavailable.After(TimeSpan.FromSeconds(1));
        }

        if (!token.IsValid || await upstream.FindRecentAsync(token.Token.FindClaim(GatewayUpstream.Claim), call.Aborted).ConfigureAwait(false) is not { Subject: { } owner } account)
        {
            return;
        }

        (call.Account, call.Family) = (account, token.Token.Session);
        call.Refusal = account.Status is AccountStatus.SignInRequired ? GatewayError.Reauthenticate : null;
        if (call.Refusal is not null)
        {
            await upstream.EndCallersAsync(owner).ConfigureAwait(false);
        }
    }

    private async Task<GatewayReply> ServeAsync(GatewayCall call)
    {
        GatewayOperation operation = call.Operation;
        if (!call.HasBody)
        {
            return GatewayReply.Of(operation.InvalidBody);
        }

        if (call.Refusal is { } refused)
        {
            return GatewayReply.Of(refused);
        }

        try
        {
            if (operation.IsHourly)
            {
                await accounts.CalledAsync(call.Caller, call.Aborted).ConfigureAwait(false);
            }

            return await RunAsync(call).ConfigureAwait(false);
        }
        catch (SignInRequiredException) when (call.Account is { Subject: { } owner })
        {
            await upstream.EndCallersAsync(owner).ConfigureAwait(false);
            throw;
        }
    }

    private Task<GatewayReply> RunAsync(GatewayCall call) => call.Operation switch
    {
        _ when call.Operation == GatewayOperation.DeviceCode => signIns.RequestCodeAsync(call),
        _ when call.Operation == GatewayOperation.Token => signIns.PollAsync(call),
        _ when call.Operation == GatewayOperation.Refresh => signIns.RefreshAsync(call),
        _ when call.Operation == GatewayOperation.Profiles => ProfileEndpoints.ListAsync(call),
        _ when call.Operation == GatewayOperation.SelectProfile => profiles.SelectAsync(call),
        _ when call.Operation == GatewayOperation.SessionNew => sessions.CreateAsync(call),
        _ when call.Operation == GatewayOperation.SessionRefresh => sessions.RefreshAsync(call),
        _ => sessions.EndAsync(call),
    };

    private GatewayError? ErrorOf(Exception failure, GatewayOperation operation)
    {
        GatewayError? error = failure switch
        {
            BadHttpRequestException => operation.InvalidBody,
            OperationCanceledException => GatewayError.Unavailable.After(TimeSpan.FromSeconds(1)),
            _ => UpstreamErrors.Of(failure, operation, signIns.Options.SessionLimit, time.GetUtcNow()),
        };
        if (error is { Status: >= StatusCodes.Status500InternalServerError } && failure is not OperationCanceledException)
        {
            Failed(operation.Path, failure.GetType().Name);
        }

        return error;
    }

    [LoggerMessage(2301, LogLevel.Warning, "The gateway's call {Path} could not be answered ({Error}).")]
    private partial void Failed(string path, string error);
}
