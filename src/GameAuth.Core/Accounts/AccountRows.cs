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

    private readonly RowKey _default = new(partition, "default");

    /// <summary>Whether a row of the registration's partition belongs to its accounts, and not to its tokens.</summary>
    public static bool IsAccount(string name) => 
        name.StartsWith(Prefix, StringComparison.Ordinal) || name.StartsWith(ImportPrefix, StringComparison.Ordinal) || name is "default";

    public async ValueTask<(AccountRow? Row, Row Stored)> ReadAsync(string key, CancellationToken cancellationToken)
    {
        Row row = await vault.ReadAsync(KeyOf(key), cancellationToken).ConfigureAwait(false);
        return row.State is RowState.Missing
            ? (null, row)
            : (Open(row, $"account {key}", Json.AccountRow), row);
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
        Row row = await vault.ReadAsync(_default, cancellationToken).ConfigureAwait(false);
        return row.State is RowState.Missing ? null : Open(row, "default account", Json.DefaultAccountRow).Key;
    }

    public async Task WriteDefaultAsync(string? key, CancellationToken cancellationToken)
    {
        bool done;
        do
        {
            Row row = await vault.ReadAsync(_default, cancellationToken).ConfigureAwait(false);
            if (row.State is RowState.NewerFormat)
            {
                throw vault.Refusal(row.State);
            }

            if (key is not null && row.HasValue && Open(row, "default account", Json.DefaultAccountRow).Key == key)
            {
                return;
            }

            RowVersion? seen = row.State is RowState.Missing ? null : row.Version;
            done = key is not null
                ? await vault.TryWriteAsync(
                    _default, seen, row.NextVersion(),
                    JsonSerializer.SerializeToUtf8Bytes(new DefaultAccountRow(key), Json.DefaultAccountRow), cancellationToken).ConfigureAwait(false)
                : seen is not { } version || await vault.TryDeleteAsync(_default, version, cancellationToken).ConfigureAwait(false);
        }
        while (!done);
    }

    private static T Open<T>(Row row, string what, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json)
        where T : class =>
        row.HasValue
            ? RowJson.Read(row.Value, json)
            : throw new CredentialStoreException($"The stored row of the {what} can not be opened ({row.State}). Nothing was deleted.", row.State);

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

/// <summary>Which account is meant when none is named.</summary>
internal sealed record DefaultAccountRow(string Key);

/// <summary>The JSON of account rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountRow))]
[JsonSerializable(typeof(DefaultAccountRow))]
internal sealed partial class AccountsJsonContext : JsonSerializerContext;
