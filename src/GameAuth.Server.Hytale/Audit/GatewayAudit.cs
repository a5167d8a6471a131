using System.Security.Cryptography;
using System.Text;
using GameAuth.Hytale;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Hytale;

/// <summary>Records what happens at the gateway in the session server's audit: who, from where, with which token, and how it went. No token, code or name is in it. Safe for use from any thread.</summary>
internal sealed class GatewayAudit(EndpointEvents events, HytaleGatewayOptions options)
{
    private const int FingerprintDigits = 12;
    private const int LongestAgent = 180;

    /// <summary>Records what became of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="error">Why it was refused; null where it was not.</param>
    public void Answered(GatewayCall call, GatewayError? error)
    {
        if (NameOf(call, error) is not { } name)
        {
            return;
        }

        HttpContext context = call.Context;
        events.Record(events.Make(name, context) with
        {
            Provider = call.Owner is null ? null : HytaleGatewayOptions.Provider,
            ProviderSubject = call.Owner,
            Session = call.Family,
            TokenId = FingerprintOf(call.Token),
            IsRefused = error is not null,
            Reason = error?.Code.ToLowerInvariant(),
            Actor = options.PlainAudit ? $"{context.Connection.RemoteIpAddress} {AgentOf(context)}".Trim() : null,
        });
    }

    /// <summary>Records what a node has done with a game session by itself, or an administrator.</summary>
    public void Session(string name, HytaleAccount? account, HytaleSessionTokens? tokens, string reason, bool isRefused = false, string? actor = null) => events.Record(events.Make(name) with
    {
        Provider = account?.Subject is null ? null : HytaleGatewayOptions.Provider,
        ProviderSubject = account?.Subject,
        TokenId = FingerprintOf(tokens?.SessionToken.Reveal()),
        IsRefused = isRefused,
        Reason = reason,
        Actor = actor,
    });

    /// <summary>Records that the callers of an account were ended.</summary>
    public void CallersEnded(string owner, string reason, string? actor = null) =>
        events.Record(events.Make(HytaleGatewayEventNames.TokenDeleted) with { Provider = HytaleGatewayOptions.Provider, ProviderSubject = owner, Reason = reason, Actor = actor });

    /// <summary>Records that the grant of an account is dead.</summary>
    public void GrantDied(string owner) =>
        events.Record(events.Make(HytaleGatewayEventNames.AuthFailed) with { Provider = HytaleGatewayOptions.Provider, ProviderSubject = owner, IsRefused = true, Reason = "grant_dead" });

    // A token has 128 random bits and more, so nobody finds it by trying hashes.
    private static string? FingerprintOf(string? token) => token is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..FingerprintDigits];

    private static string AgentOf(HttpContext context)
    {
        string agent = context.Request.Headers.UserAgent.ToString();
        return agent.Length > LongestAgent ? agent[..LongestAgent] : agent;
    }

    // What waits, comes too early or is no request at all is no event; nor is a poll that says nothing of whoever polls.
    private static string? NameOf(GatewayCall call, GatewayError? error)
    {
        if (error is { Status: StatusCodes.Status400BadRequest } && error.Code != GatewayError.InvalidDeviceCode.Code)
        {
            return null;
        }

        GatewayOperation operation = call.Operation;
        bool isUnknown = error is { Status: StatusCodes.Status401Unauthorized };
        bool isUndecided = error?.Code == GatewayError.Pending.Code || error is { Status: StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError };
        return operation switch
        {
            _ when operation == GatewayOperation.Token => error is null ? HytaleGatewayEventNames.TokenCreated : isUndecided ? null : HytaleGatewayEventNames.AuthFailed,
            _ when operation == GatewayOperation.Refresh => isUnknown && call.Owner is null ? HytaleGatewayEventNames.AuthFailed : HytaleGatewayEventNames.TokenRefreshed,
            _ when isUnknown => HytaleGatewayEventNames.AuthFailed,
            _ when operation == GatewayOperation.SelectProfile => HytaleGatewayEventNames.ProfileSelected,
            _ when operation == GatewayOperation.SessionNew => HytaleGatewayEventNames.SessionCreated,
            _ when operation == GatewayOperation.SessionRefresh => HytaleGatewayEventNames.SessionRefreshed,
            _ when operation == GatewayOperation.SessionDelete => HytaleGatewayEventNames.SessionDeleted,
            _ => null,
        };
    }
}
