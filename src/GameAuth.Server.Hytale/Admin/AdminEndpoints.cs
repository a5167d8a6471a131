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
    private const int MostAccounts = 100;
    private const int MostExported = 1000;
    private const int LongestForm = 16 * 1024;

    public async Task PageAsync(HttpContext context, string path)
    {
        if (Refuse(context))
        {
            return;
        }

        AdminQuery query = AdminQuery.Read(context.Request, out string? fault);
        List<(HytaleAccount, AccountRow)> known = [];
        List<Held<SessionRow>> open = [];
        IReadOnlyList<AuditRow> rows = [];
        if (fault is null)
        {
            rows = await audit.ReadAsync(query.ToAudit(audit, AdminPage.RowsAtATime), context.RequestAborted).ConfigureAwait(false);
            await foreach (HytaleAccount account in AccountsAsync(query.Owner, context.RequestAborted).ConfigureAwait(false))
            {
                AccountRow row = await accounts.FindAsync(account, context.RequestAborted).ConfigureAwait(false);
                known.Add((account, row));
                foreach (Guid id in query.Owner is null ? [] : row.Sessions)
                {
                    if (await sessions.FindAsync(id.ToString("D"), context.RequestAborted).ConfigureAwait(false) is { } held)
                    {
                        open.Add(held);
                    }
                }
            }
        }

        AntiforgeryTokenSet tokens = antiforgery.GetAndStoreTokens(context);
        AdminView view = new(query, rows, known, open, fault)
        {
            Path = path, Antiforgery = (tokens.FormFieldName, tokens.RequestToken!), Nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)),
        };
        HttpResponse response = context.Response;
        response.StatusCode = fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{view.Nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        await response.WriteAsync(AdminPage.Write(view), context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The rows of the filter, one JSON object a line, page after page by <c>below</c>.</summary>
    public async Task ExportAsync(HttpContext context)
    {
        if (Refuse(context))
        {
            return;
        }

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
    }

    public Task EndSessionAsync(HttpContext context, string path) => PostAsync(context, path, async (form, actor) =>
    {
        if (!GatewayCall.TryReadId(form["session"], out Guid id) || await sessions.FindAsync(id.ToString("D"), context.RequestAborted).ConfigureAwait(false) is not { } held)
        {
            return null;
        }

        HytaleAccount? account = await upstream.FindAsync(held.Value.Account, context.RequestAborted).ConfigureAwait(false);
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

    private async IAsyncEnumerable<HytaleAccount> AccountsAsync(Guid? owner, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (owner is { } one)
        {
            if (await upstream.FindAsync(await accounts.FindKeyAsync(one.ToString("D"), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is { } found)
            {
                yield return found;
            }

            yield break;
        }

        int left = MostAccounts;
        await foreach (HytaleAccount account in upstream.Hytale.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return account;
            if (--left == 0)
            {
                yield break;
            }
        }
    }

    private async Task PostAsync(HttpContext context, string path, Func<IFormCollection, string, Task<string?>> act)
    {
        if (Refuse(context))
        {
            return;
        }

        // No file, no long text: the page's own forms are short.
        bool isForm = context.Request is { ContentLength: > 0 and <= LongestForm, HasFormContentType: true };
        if (!isForm || !await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        ClaimsPrincipal user = context.User;
        string actor = user.FindFirst("sub")?.Value ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.Identity?.Name ?? "unknown";
        string? owner = await act(await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false), actor).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = owner is null ? path : $"{path}?owner={owner}";
    }
}
