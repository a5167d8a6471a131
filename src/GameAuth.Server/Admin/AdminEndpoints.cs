using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>What administrators do over HTTP: each call is checked, done, told, and answered.</summary>
internal sealed partial class AdminEndpoints(
    SessionDirectory directory, SessionAudit audit, RevocationFollower revocations, AuthEvents events, AuditHashes hashes, TimeProvider time, ILogger<AdminEndpoints> logger)
{
    private const int MostSessions = 1000;

    private readonly ILogger _logger = logger;

    /// <summary>Answers a call.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">What it does, one of <see cref="AdminEventNames"/>: the name of its event.</param>
    /// <param name="answer">Does it.</param>
    public async Task AnswerAsync(HttpContext context, string name, Func<AdminEndpoints, AdminCall, Task> answer)
    {
        bool isPost = HttpMethods.IsPost(context.Request.Method);
        using RequestBody? body = isPost ? await RequestBody.ReadAsync(context.Request, mayBeEmpty: true).ConfigureAwait(false) : null;
        AdminCall call = new(context, body!, events) { Told = Tell(context, name) };
        AuthError? refused = body?.Error ?? (isPost && !await IsMeantAsync(context).ConfigureAwait(false) ? AuthError.AntiforgeryRequired : null);
        string? message = body?.Message;
        if (refused is null)
        {
            try
            {
                await answer(this, call).ConfigureAwait(false);
                return;
            }
            catch (AdminRefusal refusal)
            {
                refused = refusal.Error;
            }
            catch (SessionStoreException)
            {
                // It may have happened or not.
                refused = AuthError.TemporarilyUnavailable;
            }
        }

        events.Publish(call.Told with { Refusal = refused.Code, Count = 0 });
        await AuthErrorWriter.WriteAsync(context.Response, refused, message).ConfigureAwait(false);
    }

    public async Task ListAsync(AdminCall call)
    {
        string subject = call.Query("subject") ?? throw AdminCall.Wrong("subject is missing.");
        int limit = (int)(call.Number("limit", 1, MostSessions) ?? 100);
        IReadOnlyList<SessionView> sessions = await directory.ListAsync(subject, limit, call.Aborted).ConfigureAwait(false);
        call.Told = call.Told with { Subject = subject, Count = sessions.Count };
        await call.WriteAsync(json =>
        {
            json.WriteStartArray("sessions");
            foreach (SessionView session in sessions)
            {
                json.WriteStartObject();
                SessionViewJson.Write(json, session);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    public async Task FindAsync(AdminCall call)
    {
        FamilyId id = call.Session;
        call.Told = call.Told with { Session = id };
        SessionView session = await directory.FindAsync(id, call.Aborted).ConfigureAwait(false) ?? throw AdminCall.NotFound();
        call.Told = call.Told with { Subject = session.Subject, Count = 1 };
        await call.WriteAsync(json => SessionViewJson.Write(json, session)).ConfigureAwait(false);
    }

    public async Task EndSessionAsync(AdminCall call)
    {
        FamilyId id = call.Session;
        call.Told = call.Told with { Session = id };
        bool hasEnded = await directory.EndAsync(id, call.Reason, call.Aborted).ConfigureAwait(false);
        await EndedAsync(call, hasEnded ? 1 : 0).ConfigureAwait(false);
    }

    public async Task EndSubjectAsync(AdminCall call)
    {
        string subject = call.Required("subject", SessionStoreLimits.Text);
        call.Told = call.Told with { Subject = subject };
        await EndedAsync(call, await directory.EndSubjectAsync(subject, call.Reason, call.Before, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task EndAccountAsync(AdminCall call)
    {
        (string provider, string account) = (call.Required("provider", SessionStoreLimits.Name), call.Required("provider_subject", SessionStoreLimits.Text));
        call.Told = call.Told with { Subject = $"{provider}:{account}" };
        await EndedAsync(call, await directory.EndProviderAccountAsync(provider, account, call.Reason, call.Before, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task EndEverythingAsync(AdminCall call) =>
        await EndedAsync(call, await directory.EndAllAsync(call.Reason, call.Before, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task RevokeAsync(AdminCall call)
    {
        string token = call.Required("jti", SessionStoreLimits.Text);
        call.Told = call.Told with { AccessTokenId = token };
        await directory.RevokeAccessTokenAsync(token, call.Reason, call.Aborted).ConfigureAwait(false);
        await EndedAsync(call, 0).ConfigureAwait(false);
    }

    public async Task EraseAsync(AdminCall call)
    {
        // Whom it was about is not told: it is what the erasure is to forget.
        string subject = call.Required("subject", SessionStoreLimits.Text);
        (string? provider, string? account) = WholeAccount(call.Text("provider", SessionStoreLimits.Name), call.Text("provider_subject", SessionStoreLimits.Text));
        int count = await audit.EraseAsync(subject, provider, account, call.Aborted).ConfigureAwait(false);
        await revocations.TryCatchUpAsync(call.Aborted).ConfigureAwait(false);
        call.Told = call.Told with { Count = count };
        await call.WriteAsync(json => json.WriteNumber("erased", count)).ConfigureAwait(false);
    }

    public async Task ReadAuditAsync(AdminCall call)
    {
        (string? provider, string? account) = WholeAccount(call.Query("provider", SessionStoreLimits.Name), call.Query("provider_subject"));
        AuditQuery query = new()
        {
            AccountHashes = audit.HashesOf(call.Query("subject"), provider, account),
            Session = call.Query("session") is not { } text ? null : FamilyId.TryParse(text, out FamilyId session) ? session : throw AdminCall.Wrong("session must be the id of one."),
            Event = call.Query("event", SessionStoreLimits.Name), Result = call.Query("result", SessionStoreLimits.Name),
            From = call.Time("from"), To = call.Time("to"),
            Below = call.Number("below", 1, long.MaxValue) ?? long.MaxValue, Limit = (int)(call.Number("limit", 1, SessionStoreLimits.AuditRows) ?? 100),
        };
        IReadOnlyList<AuditRow> rows = await audit.ReadAsync(query, call.Aborted).ConfigureAwait(false);
        call.Told = call.Told with { Count = rows.Count };
        await call.WriteAsync(json => AdminJson.Write(json, rows, query.Limit)).ConfigureAwait(false);
    }

    // Half an account would narrow nothing, and so be everybody.
    private static (string? Provider, string? Account) WholeAccount(string? provider, string? account) =>
        (provider is null) == (account is null) ? (provider, account) : throw AdminCall.Wrong("provider and provider_subject go together.");

    // What has ended is refused at this node from the answer on.
    private async Task EndedAsync(AdminCall call, int count)
    {
        await revocations.TryCatchUpAsync(call.Aborted).ConfigureAwait(false);
        call.Told = call.Told with { Count = count };
        await call.WriteAsync(json => json.WriteNumber("ended", count)).ConfigureAwait(false);
    }

    // A bearer token is sent by a program on purpose. Cookies, certificates and Negotiate are sent by a browser, whichever page has asked.
    private async ValueTask<bool> IsMeantAsync(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || header.StartsWith("DPoP ", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (context.RequestServices.GetService<IAntiforgery>() is { } antiforgery)
        {
            return await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false);
        }

        NoAntiforgery();
        return false;
    }

    private AdminEvent Tell(HttpContext context, string name) => new(name, time.GetUtcNow())
    {
        Administrator = AdminEvent.NameOf(context.User), Origin = new EventOrigin(RequestSources.Of(context, default, delivery: null), hashes),
    };

    [LoggerMessage(2061, LogLevel.Error,
        "An administrator who sends no bearer token was refused, since nothing checks that he meant it: call services.AddAntiforgery(), and send the request token of IAntiforgery.GetAndStoreTokens() in its header.")]
    private partial void NoAntiforgery();
}

/// <summary>Rows of the audit as administrators get them.</summary>
internal static class AdminJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<AuditRow> rows, int limit)
    {
        json.WriteStartArray("rows");
        foreach (AuditRow row in rows)
        {
            json.WriteStartObject();
            json.WriteNumber("position", row.Position);
            json.WriteString("at", row.At.UtcDateTime);
            json.WriteString("event", row.Event);
            json.WriteString("account_hash", AuditHashes.TextOf(row.AccountHash));
            json.WriteString("session", row.Session?.ToString());
            json.WriteString("jti", row.TokenId.Length == 0 ? null : row.TokenId);
            json.WriteString("ip_hash", AuditHashes.TextOf(row.IpHash));
            json.WriteString("user_agent_hash", AuditHashes.TextOf(row.UserAgentHash));
            json.WriteString("result", row.Result);
            json.WriteString("reason", row.Reason.Length == 0 ? null : row.Reason);
            json.WriteString("actor", row.Actor.Length == 0 ? null : row.Actor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (rows.Count == limit)
        {
            json.WriteNumber("below", rows[^1].Position);
        }
    }
}
