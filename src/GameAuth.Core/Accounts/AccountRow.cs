using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>What is stored of an account besides its tokens. Members that a newer release added survive a rewrite by this one.</summary>
internal sealed record AccountRow
{
    public required string Key { get; init; }

    public required string Origin { get; init; }

    public string? Subject { get; init; }

    public string? DisplayName { get; init; }

    public Uri? Picture { get; init; }

    public AccountStatus Status { get; init; }

    public SignInReason? Reason { get; init; }

    public string? Code { get; init; }

    /// <summary>The epoch of the grant: another one means a new sign-in, and every token in memory is dropped.</summary>
    public ulong GrantEpoch { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; init; }

    public DateTimeOffset? SignInExpiresAt { get; init; }

    /// <summary>What it was imported from; null for an account that signed in here.</summary>
    public ImportMark? Import { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
