using GameAuth.Hytale;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Hytale;

/// <summary>A request on its way through the pipeline: its body, and what was found of who makes it. For one thread.</summary>
internal sealed class GatewayCall(HttpContext context, GatewayOperation operation, RequestBody body)
{
    public HttpContext Context => context;

    public GatewayOperation Operation => operation;

    /// <summary>The client's connection has ended.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Whether the body is one JSON object.</summary>
    public bool HasBody => body.Error is null;

    /// <summary>The account of the caller, where one was found; it may have to sign in again.</summary>
    public HytaleAccount? Account { get; set; }

    /// <summary>The account of a call that needs one.</summary>
    public HytaleAccount Caller => Account!;

    /// <summary>Why the caller was not found; null where he was, or where nobody is asked for.</summary>
    public GatewayError? Refusal { get; set; }

    /// <summary>The device code that the body names, where it is known.</summary>
    public Held<DeviceCodeRow>? Code { get; set; }

    /// <summary>The session of the refresh token that the body has, where it is one.</summary>
    public EndpointSession? Session { get; set; }

    /// <summary>Whose account at Hytale it is about, where that is known.</summary>
    public string? Owner => Account?.Subject ?? Session?.ProviderSubject;

    /// <summary>The session of the caller, where that is known.</summary>
    public FamilyId? Family { get; set; }

    /// <summary>The token that the call is about: the one that was presented, then the one that was given out.</summary>
    public string? Token { get; set; }

    /// <summary>A member of the body that is a text; null where it is not there, or something else.</summary>
    public string? Text(string name) => HasBody && body.TryGetText(name, out string? text) && text is { Length: > 0 } ? text : null;

    /// <summary>Reads a UUID in its one form, with dashes and nothing around it; .NET's reader skips white space.</summary>
    public static bool TryReadId(string? text, out Guid id)
    {
        id = default;
        return text is { Length: 36 } && Guid.TryParseExact(text, "D", out id);
    }

    /// <summary>Whether the body has a member, of whatever type.</summary>
    public bool Has(string name) => HasBody && body.Root.ValueKind == System.Text.Json.JsonValueKind.Object && body.Root.TryGetProperty(name, out _);
}
