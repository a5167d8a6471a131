using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Storage;

namespace GameAuth.Server.Hytale;

/// <summary>The gateway's rows: work of the session store, whose payload is sealed under the host's master key. Safe for use from any thread and node.</summary>
internal sealed class SealedWork(ISessionStore store, ITokenProtector protector)
{
    private const string Partition = "hytale-gateway";

    // The store counts versions itself; the seal binds a payload to its kind and id.
    private static readonly RowVersion Version = new(1, 1);

    /// <summary>Creates a row.</summary>
    /// <returns>The row; null where there is one of that id.</returns>
    public ValueTask<Held<T>?> TryCreateAsync<T>(RowForm<T> form, string id, T value, DateTimeOffset dueAt, CancellationToken cancellationToken)
        where T : class => TrySaveAsync(form, new Held<T>(id, 0, value), dueAt, cancellationToken);

    /// <summary>Writes a row that is still as the caller saw it; the claim on it ends.</summary>
    /// <returns>The row as it is now; null where another writer was first.</returns>
    public async ValueTask<Held<T>?> TrySaveAsync<T>(RowForm<T> form, Held<T> held, DateTimeOffset dueAt, CancellationToken cancellationToken)
        where T : class
    {
        await protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        byte[] payload = protector.Protect(JsonSerializer.SerializeToUtf8Bytes(held.Value, form.Json), KeyOf(form.Kind, held.Id), Version);
        long? version = await store.SaveWorkAsync(
            new DueWork { Kind = form.Kind, Id = held.Id, Version = held.Version, DueAt = dueAt, Payload = payload }, cancellationToken).ConfigureAwait(false);
        return version is { } now ? held with { Version = now } : null;
    }

    /// <summary>Finds a row.</summary>
    /// <returns>The row; null where there is none, or none that opens.</returns>
    public async ValueTask<Held<T>?> FindAsync<T>(RowForm<T> form, string id, CancellationToken cancellationToken)
        where T : class
    {
        await protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await store.FindWorkAsync(form.Kind, id, cancellationToken).ConfigureAwait(false) is { } work ? Open(form, work) : null;
    }

    /// <summary>Lists rows whose ids begin alike; one that does not open is left out.</summary>
    public async ValueTask<IReadOnlyList<Held<T>>> ListAsync<T>(RowForm<T> form, string prefix, int limit, CancellationToken cancellationToken)
        where T : class
    {
        await protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DueWork> found = await store.ListWorkAsync(form.Kind, prefix, limit, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(work => Open(form, work)).OfType<Held<T>>()];
    }

    /// <summary>Claims rows that are due. One that does not open, such as that of a master key that is gone, is deleted: nobody can do it any more.</summary>
    public async ValueTask<IReadOnlyList<Held<T>>> ClaimDueAsync<T>(RowForm<T> form, int limit, TimeSpan claimFor, CancellationToken cancellationToken)
        where T : class
    {
        await protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        List<Held<T>> due = [];
        foreach (DueWork work in await store.ClaimDueAsync(form.Kind, limit, claimFor, cancellationToken).ConfigureAwait(false))
        {
            if (Open(form, work) is { } held)
            {
                due.Add(held);
            }
            else
            {
                await store.DeleteWorkAsync(form.Kind, work.Id, work.Version, cancellationToken).ConfigureAwait(false);
            }
        }

        return due;
    }

    /// <summary>Deletes a row that is still as the caller saw it.</summary>
    public ValueTask<bool> TryDeleteAsync<T>(RowForm<T> form, Held<T> held, CancellationToken cancellationToken)
        where T : class => store.DeleteWorkAsync(form.Kind, held.Id, held.Version, cancellationToken);

    private static RowKey KeyOf(string kind, string id) => new(Partition, $"{kind}/{id}");

    private Held<T>? Open<T>(RowForm<T> form, DueWork work)
        where T : class
    {
        RowState state = protector.Unprotect(work.Payload.Span, KeyOf(form.Kind, work.Id), Version, out byte[] plain);
        return state switch
        {
            RowState.Found => JsonSerializer.Deserialize(plain, form.Json) is { } value ? new Held<T>(work.Id, work.Version, value) : null,
            RowState.KeyUnavailable => throw new CredentialStoreException("The master key that a row of the gateway was sealed with is not available now.", state) { Step = "gateway row" },
            _ => null,
        };
    }
}

/// <summary>A row as it was read or written. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version in the store; 0 before it is created.</param>
/// <param name="Value">What it holds.</param>
internal sealed record Held<T>(string Id, long Version, T Value)
    where T : class
{
    /// <summary>Not what it holds.</summary>
    public override string ToString() => Id;
}

/// <summary>A kind of rows, and how they are written.</summary>
/// <param name="Kind">The kind of work in the store; it never changes.</param>
/// <param name="Json">The form.</param>
internal sealed record RowForm<T>(string Kind, JsonTypeInfo<T> Json)
    where T : class;

/// <summary>The kinds of rows that the gateway has.</summary>
internal static class RowForms
{
    public static readonly RowForm<DeviceCodeRow> DeviceCodes = new("hytale-code", GatewayJson.Default.DeviceCodeRow);
    public static readonly RowForm<AccountRow> Accounts = new("hytale-account", GatewayJson.Default.AccountRow);
    public static readonly RowForm<OwnerRow> Owners = new("hytale-owner", GatewayJson.Default.OwnerRow);
    public static readonly RowForm<SessionRow> Sessions = new("hytale-session", GatewayJson.Default.SessionRow);
}

/// <summary>The JSON of the rows. They are sealed before they are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountRow))]
[JsonSerializable(typeof(DeviceCodeRow))]
[JsonSerializable(typeof(OwnerRow))]
[JsonSerializable(typeof(SessionRow))]
internal sealed partial class GatewayJson : JsonSerializerContext;
