using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>
/// The device codes of callers. The caller's code is ours, 256 random bits of which the store has the hash; Hytale's lies sealed beside it. Nobody polls in the background: a caller's poll asks Hytale when
/// the next poll is due, by one compare-and-swap over all nodes, and is answered from the row else. Safe for use from any thread and node.
/// </summary>
internal sealed class DeviceCodes(
    SealedWork work, GatewayUpstream upstream, GatewaySessions sessions, TimeProvider time, HytaleGatewayOptions options, TimeSpan repeatWindow)
{
    private const int CodeSize = 32;
    private const int Tries = 8;

    /// <summary>How long a poll of Hytale may be on its way: its own time limit and a bit. Another node asks again after that, where this one is dead.</summary>
    private static readonly TimeSpan PollLimit = TimeSpan.FromSeconds(35);

    /// <summary>How long a code that has ended is still told from one that never was.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>Asks Hytale for a code.</summary>
    /// <returns>The caller's code, and Hytale's.</returns>
    public async Task<(string Code, HytaleDeviceCode Upstream)> BeginAsync(CancellationToken cancellationToken)
    {
        HytaleDeviceCode asked = await upstream.Hytale.RequestDeviceCodeAsync(cancellationToken).ConfigureAwait(false);
        string code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeSize));
        DeviceCodeRow row = new() { Code = asked.Export() };
        _ = await work.TryCreateAsync(RowForms.DeviceCodes, IdOf(code), row, asked.ExpiresAt + Remembered, cancellationToken).ConfigureAwait(false)
            ?? throw new SessionStoreException("256 random bits came twice.") { IsTransient = true };
        return (code, asked);
    }

    /// <summary>Finds a code that a caller presents.</summary>
    /// <returns>Its row; null for any text that is none of ours.</returns>
    public ValueTask<Held<DeviceCodeRow>?> FindAsync(string? code, CancellationToken cancellationToken) =>
        code is { Length: 43 } && Base64Url.IsValid(code) ? work.FindAsync(RowForms.DeviceCodes, IdOf(code), cancellationToken) : default;

    /// <summary>Says how a sign-in stands, and asks Hytale where that is due.</summary>
    /// <param name="held">The code as it was found.</param>
    /// <returns>The row of an approval.</returns>
    /// <exception cref="GatewayRefusal">It is not approved, or its tokens were given out already.</exception>
    public async Task<Held<DeviceCodeRow>> PollAsync(Held<DeviceCodeRow> held)
    {
        for (int i = 0; i < Tries; i++)
        {
            DateTimeOffset now = time.GetUtcNow();
            DeviceCodeRow row = held.Value;
            if (row.State is not DeviceCodeState.Pending)
            {
                return row.State is DeviceCodeState.Approved ? held : throw new GatewayRefusal(row.State is DeviceCodeState.Declined ? GatewayError.Declined : GatewayError.DeviceCodeEnded);
            }

            HytaleDeviceCode code = HytaleDeviceCode.Import(row.Code);
            DateTimeOffset next = row.PolledUntil > code.NextPollAt ? row.PolledUntil.Value : code.NextPollAt;
            if (now < next && now < code.ExpiresAt)
            {
                // A poll that is on its way has its answer within the interval, or none at all.
                throw new GatewayRefusal(GatewayError.PendingFor(row.PolledUntil > now ? code.Interval : next - now));
            }

            if (await SaveAsync(held with { Value = row with { PolledUntil = now + PollLimit } }, code.ExpiresAt).ConfigureAwait(false) is { } mine)
            {
                return await AskAsync(mine, code).ConfigureAwait(false);
            }

            held = await work.FindAsync(RowForms.DeviceCodes, held.Id, CancellationToken.None).ConfigureAwait(false) ?? throw new GatewayRefusal(GatewayError.InvalidDeviceCode);
        }

        throw new SessionStoreException("A device code was changed over and over by others.") { IsTransient = true };
    }

    /// <summary>Notes that the tokens of an approval are given out from now on; they may be asked for again for a while.</summary>
    /// <exception cref="GatewayRefusal">They were given out too long ago, or the account has as many sessions as it may have.</exception>
    public async Task<HytaleAccount> RedeemAsync(Held<DeviceCodeRow> held)
    {
        HytaleAccount account = await upstream.FindAsync(held.Value.Account, CancellationToken.None).ConfigureAwait(false) ?? throw new GatewayRefusal(GatewayError.InvalidDeviceCode);
        for (int i = 0; i < Tries && held.Value.GivenAt is null; i++)
        {
            await CheckLimitAsync(account).ConfigureAwait(false);
            DateTimeOffset now = time.GetUtcNow();
            held = await work.TrySaveAsync(RowForms.DeviceCodes, held with { Value = held.Value with { GivenAt = now } }, now + Remembered, CancellationToken.None).ConfigureAwait(false)
                ?? await work.FindAsync(RowForms.DeviceCodes, held.Id, CancellationToken.None).ConfigureAwait(false)
                ?? throw new GatewayRefusal(GatewayError.InvalidDeviceCode);
        }

        return held.Value.GivenAt is { } given && time.GetUtcNow() - given < repeatWindow ? account : throw new GatewayRefusal(GatewayError.InvalidDeviceCode);
    }

    /// <summary>Deletes codes that nobody can ask for any more.</summary>
    /// <returns>How many were due.</returns>
    public async Task<int> ForgetAsync(int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<Held<DeviceCodeRow>> due = await work.ClaimDueAsync(RowForms.DeviceCodes, limit, Claim, cancellationToken).ConfigureAwait(false);
        foreach (Held<DeviceCodeRow> held in due)
        {
            await work.TryDeleteAsync(RowForms.DeviceCodes, held, cancellationToken).ConfigureAwait(false);
        }

        return due.Count;
    }

    private static string IdOf(string code) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(code)));

    // The caller's connection does not matter any more: what Hytale says comes once.
    private async Task<Held<DeviceCodeRow>> AskAsync(Held<DeviceCodeRow> held, HytaleDeviceCode code)
    {
        HytaleDevicePoll poll;
        try
        {
            poll = await upstream.Hytale.PollAsync(code, CancellationToken.None).ConfigureAwait(false);
        }
        catch (GameAuthException)
        {
            await SaveAsync(held with { Value = held.Value with { PolledUntil = null } }, code.ExpiresAt).ConfigureAwait(false);
            throw;
        }
        catch (ArgumentException)
        {
            // Of a code that came from other hosts than those of the configuration nobody knows anything any more.
            await SaveAsync(held with { Value = held.Value with { PolledUntil = null, State = DeviceCodeState.Expired } }, code.ExpiresAt).ConfigureAwait(false);
            throw new GatewayRefusal(GatewayError.DeviceCodeEnded);
        }

        DeviceCodeRow row = held.Value with
        {
            Code = poll.Code.Export(),
            PolledUntil = null,
            State = poll.Status switch
            {
                HytaleDevicePollStatus.Approved => DeviceCodeState.Approved,
                HytaleDevicePollStatus.Declined => DeviceCodeState.Declined,
                HytaleDevicePollStatus.Expired => DeviceCodeState.Expired,
                _ => DeviceCodeState.Pending,
            },
            Account = poll.Account?.Id.Key,
        };
        held = await SaveApprovedAsync(held, row, code.ExpiresAt).ConfigureAwait(false);
        return poll.Status switch
        {
            HytaleDevicePollStatus.Approved => held,
            HytaleDevicePollStatus.Declined => throw new GatewayRefusal(GatewayError.Declined),
            HytaleDevicePollStatus.Expired => throw new GatewayRefusal(GatewayError.DeviceCodeEnded),
            _ => throw new GatewayRefusal(GatewayError.PendingFor(poll.Code.NextPollAt - time.GetUtcNow())),
        };
    }

    // An approval goes before whatever another node has written meanwhile: the grant is stored, and the code is spent.
    private async Task<Held<DeviceCodeRow>> SaveApprovedAsync(Held<DeviceCodeRow> held, DeviceCodeRow row, DateTimeOffset expiresAt)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (await SaveAsync(held with { Value = row }, expiresAt).ConfigureAwait(false) is { } saved)
            {
                return saved;
            }

            if (row.State is not DeviceCodeState.Approved || await work.FindAsync(RowForms.DeviceCodes, held.Id, CancellationToken.None).ConfigureAwait(false) is not { } other)
            {
                break;
            }

            held = other;
        }

        return held with { Value = row };
    }

    private ValueTask<Held<DeviceCodeRow>?> SaveAsync(Held<DeviceCodeRow> held, DateTimeOffset expiresAt) =>
        work.TrySaveAsync(RowForms.DeviceCodes, held, expiresAt + Remembered, CancellationToken.None);

    private async Task CheckLimitAsync(HytaleAccount account)
    {
        if ((await sessions.ListAsync(account, options.SessionLimit, CancellationToken.None).ConfigureAwait(false)).Count < options.SessionLimit)
        {
            return;
        }

        IReadOnlyList<HytaleProfile> profiles = await account.GetProfilesAsync(CancellationToken.None).ConfigureAwait(false);
        if (!profiles.Any(static profile => profile.Entitlements.Contains(HytaleDefaults.UnlimitedServers)))
        {
            throw new GatewayRefusal(GatewayError.SessionLimitAtPoll(options.SessionLimit));
        }
    }
}

/// <summary>A device code as it is kept. Immutable; it has a secret.</summary>
internal sealed record DeviceCodeRow
{
    /// <summary>Hytale's code, with the state of its polls.</summary>
    public byte[] Code { get; init; } = [];

    public DeviceCodeState State { get; init; }

    /// <summary>Until when a node that polls has to have its answer; null while none does.</summary>
    public DateTimeOffset? PolledUntil { get; init; }

    /// <summary>The key of the account that was approved.</summary>
    public string? Account { get; init; }

    /// <summary>When its tokens were given out first; null before.</summary>
    public DateTimeOffset? GivenAt { get; init; }

    /// <summary>Not the code.</summary>
    public override string ToString() => State.ToString();
}

/// <summary>How a sign-in stands. The words are stored and never change.</summary>
internal enum DeviceCodeState
{
    Pending,
    Approved,
    Declined,
    Expired,
}
