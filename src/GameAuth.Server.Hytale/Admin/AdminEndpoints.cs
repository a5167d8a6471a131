using System.Buffers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using GameAuth.Hytale;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Hytale;

/// <summary>Answers the calls of administrators: the page, the export, and the two things that they can end.</summary>
internal sealed class AdminEndpoints(
    EndpointSessions server, SessionAudit audit, GatewayAudit told, GatewayUpstream upstream, GatewayAccounts accounts, GatewaySessions sessions, SessionRenewal renewal, IAntiforgery antiforgery)
{
    private const int MostExported = 1000;
    private const int MostSessions = 1000;
    private const int LongestForm = 16 * 1024;

    public Task PageAsync(HttpContext context, string path) => AnswerAsync(context, async () =>
    {
        AdminQuery query = AdminQuery.Read(context.Request, out string? fault);
        List<(HytaleAccount, AccountRow)> known = [];
        List<Held<SessionRow>> open = [];
        IReadOnlyList<AuditRow> rows = [];
        string? next = null;
        if (fault is null)
        {
            rows = await audit.ReadAsync(query.ToAudit(audit, AdminPage.RowsAtATime), context.RequestAborted).ConfigureAwait(false);
            IReadOnlyList<HytaleAccount> found = await AccountsAsync(query, context.RequestAborted).ConfigureAwait(false);
            next = found.Count > AdminPage.AccountsAtATime ? found[AdminPage.AccountsAtATime - 1].Id.Key : null;
            foreach (HytaleAccount account in found.Take(AdminPage.AccountsAtATime))
            {
                known.Add((account, await accounts.FindAsync(account, context.RequestAborted).ConfigureAwait(false)));
                if (query.Owner is not null)
                {
                    open.AddRange(await sessions.ListAsync(account, MostSessions, context.RequestAborted).ConfigureAwait(false));
                }
            }
        }

        AntiforgeryTokenSet tokens = antiforgery.GetAndStoreTokens(context);
        AdminView view = new(query, rows, known, open, fault)
        {
            Path = path, NextAccounts = next, Antiforgery = (tokens.FormFieldName, tokens.RequestToken!), Nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)),
        };
        HttpResponse response = context.Response;
        response.StatusCode = fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{view.Nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        await response.WriteAsync(AdminPage.Write(view), context.RequestAborted).ConfigureAwait(false);
    });

    /// <summary>The rows of the filter, one JSON object a line, page after page by <c>below</c>.</summary>
    public Task ExportAsync(HttpContext context) => AnswerAsync(context, async () =>
    {
        AdminQuery query = AdminQuery.Read(context.Request, out string? fault);
        if (fault is not null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(fault, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"hytale-gateway-audit.ndjson\"";
        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await audit.ReadAsync(query.ToAudit(audit, MostExported), context.RequestAborted).ConfigureAwait(false);
            foreach (AuditRow row in rows)
            {
                await context.Response.Body.WriteAsync(LineOf(row), context.RequestAborted).ConfigureAwait(false);
            }

            query = rows.Count == 0 ? query : query with { Below = rows[^1].Position };
        }
        while (rows.Count == MostExported);
    });

    public Task EndSessionAsync(HttpContext context, string path) => PostAsync(context, path, async (form, actor) =>
    {
        if (await sessions.FindRowAsync(form["session"], context.RequestAborted).ConfigureAwait(false) is not { } held)
        {
            return null;
        }

        HytaleAccount? account = await upstream.FindAsync(GatewaySessions.AccountOf(held), context.RequestAborted).ConfigureAwait(false);
        if (await renewal.MarkEndingAsync(held).ConfigureAwait(false) is { } ending)
        {
            await renewal.EndAsync(ending, account).ConfigureAwait(false);
            told.Session(HytaleGatewayEventNames.SessionDeleted, account, HytaleSessionTokens.Import(held.Value.Tokens), EndReasons.Admin, actor: actor);
        }

        return account?.Subject;
    });

    public Task EndCallersAsync(HttpContext context, string path) => PostAsync(context, path, async (form, actor) =>
    {
        if (!GatewayCall.TryReadId(form["owner"], out Guid owner))
        {
            return null;
        }

        await upstream.EndCallersAsync(owner.ToString("D"), EndReasons.Admin, actor).ConfigureAwait(false);
        return owner.ToString("D");
    });

    private static byte[] LineOf(AuditRow row)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteNumber("position", row.Position);
            json.WriteString("at", row.At.UtcDateTime);
            json.WriteString("event", row.Event);
            json.WriteString("result", row.Result);
            json.WriteString("reason", row.Reason);
            json.WriteString("account_hash", Convert.ToHexStringLower(row.AccountHash.Span));
            json.WriteString("session", row.Session?.ToString());
            json.WriteString("token", row.TokenId);
            json.WriteString("ip_hash", Convert.ToHexStringLower(row.IpHash.Span));
            json.WriteString("user_agent_hash", Convert.ToHexStringLower(row.UserAgentHash.Span));
            json.WriteString("actor", row.Actor);
            json.WriteEndObject();
        }

        return [.. line.WrittenSpan, (byte)'\n'];
    }

    private async Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        if (Refuse(context))
        {
            return;
        }

        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SessionStoreException or CredentialStoreException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync("The store can not be used now. Try again.", context.RequestAborted).ConfigureAwait(false);
        }
    }

    // Nobody may keep or frame a page, and none is given out over plain http, or to a script of another origin, whatever the host permits these.
    private bool Refuse(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        bool isRefused = server.CheckTransport(context) is not null || (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Origin.Count > 0);
        context.Response.StatusCode = isRefused ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK;
        return isRefused;
    }

    /// <returns>The account that is asked for; or those of a page and, where there are more, one of them.</returns>
    private async Task<IReadOnlyList<HytaleAccount>> AccountsAsync(AdminQuery query, CancellationToken cancellationToken)
    {
        if (query.Owner is not { } owner)
        {
            return await upstream.ListAsync(query.After, AdminPage.AccountsAtATime + 1, cancellationToken).ConfigureAwait(false);
        }

        string? key = await accounts.FindKeyAsync(owner.ToString("D"), cancellationToken).ConfigureAwait(false);
        return await upstream.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found ? [found] : [];
    }

    private Task PostAsync(HttpContext context, string path, Func<IFormCollection, string, Task<string?>> act) => AnswerAsync(context, async () =>
    {
        if (!await IsOfPageAsync(context).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        ClaimsPrincipal user = context.User;
        string actor = user.FindFirst("sub")?.Value ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.Identity?.Name ?? "unknown";
        string? owner = await act(await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false), actor).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = owner is null ? path : $"{path}?owner={owner}";
    });

    // No file, no long text: the page's own forms are short.
    private async Task<bool> IsOfPageAsync(HttpContext context)
    {
        if (context.Request is not { ContentLength: > 0 and <= LongestForm, HasFormContentType: true, ContentType: { } type } || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            return await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or AntiforgeryValidationException)
        {
            return false;
        }
    }
}
