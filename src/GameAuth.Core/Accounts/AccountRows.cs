using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The account rows of one registration.</summary>
internal sealed class AccountRows(TokenVault vault, string partition)
{
    /// <summary>How the rows of imports that are under way begin.</summary>
    public const string ImportPrefix = "import/";

    private const string Prefix = "account/";
    private static readonly AccountsJsonContext Json = AccountsJsonContext.Default;

    private readonly AccountReference _default = new(vault, new RowKey(partition, "default"));

    /// <summary>Whether a row of the registration's partition belongs to its accounts, and not to its tokens.</summary>
    public static bool IsAccount(string name) => 
        name.StartsWith(Prefix, StringComparison.Ordinal) || name.StartsWith(ImportPrefix, StringComparison.Ordinal) || name is "default";

    public async ValueTask<(AccountRow? Row, Row Stored)> ReadAsync(string key, CancellationToken cancellationToken)
    {
        Row row = await vault.ReadAsync(KeyOf(key), cancellationToken).ConfigureAwait(false);
        return row.State is RowState.Missing
            ? (null, row)
            : (row.HasValue ? RowJson.Read(row.Value, Json.AccountRow) : throw Unopened($"account {key}", row.State), row);
    }

    public ValueTask<bool> TryWriteAsync(AccountRow row, RowVersion? expected, RowVersion next, CancellationToken cancellationToken) =>
        vault.TryWriteAsync(KeyOf(row.Key), expected, next, JsonSerializer.SerializeToUtf8Bytes(row, Json.AccountRow), cancellationToken);

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        Row row;
        do
        {
            row = await vault.ReadAsync(KeyOf(key), cancellationToken).ConfigureAwait(false);
            if (row.State is RowState.NewerFormat)
            {
                throw vault.Refusal(row.State);
            }
        }
        while (row.State is not RowState.Missing && !await vault.TryDeleteAsync(KeyOf(key), row.Version, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Every account; null for a row that does not open, which may be one.</summary>
    public async IAsyncEnumerable<(AccountRow? Row, Row Stored)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (VaultRow entry in vault.ListAsync(partition, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key?.Name.StartsWith(Prefix, StringComparison.Ordinal) ?? true)
            {
                yield return (TryOpen(entry), entry.Row);
            }
        }
    }

    public async ValueTask<string?> ReadDefaultAsync(CancellationToken cancellationToken)
    {
        (RowState state, string? key) = await _default.ReadAsync(cancellationToken).ConfigureAwait(false);
        return key is not null || state is RowState.Missing ? key : throw Unopened("default account", state);
    }

    public Task WriteDefaultAsync(string? key, CancellationToken cancellationToken) => _default.WriteAsync(key, cancellationToken);

    private static CredentialStoreException Unopened(string what, RowState state) => new($"The stored row of the {what} can not be opened ({state}). Nothing was deleted.", state);

    private static AccountRow? TryOpen(VaultRow entry)
    {
        try
        {
            return entry.Key is not null && entry.Row.HasValue ? RowJson.Read(entry.Row.Value, Json.AccountRow) : null;
        }
        catch (CredentialStoreException)
        {
            return null;
        }
    }

    private RowKey KeyOf(string key) => new(partition, Prefix + key);
}

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

/// <summary>The JSON of account rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountRow))]
[JsonSerializable(typeof(AccountReferenceRow))]
internal sealed partial class AccountsJsonContext : JsonSerializerContext;
