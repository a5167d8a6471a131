using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server;

/// <summary>
/// Looks at events for what only several of them show: nonces that are used again over and over, a session that comes from several networks or countries in a few minutes.
/// It counts in the store, so that nodes see together what each sees a part of; it does so off the path of requests. Safe for use from any thread.
/// </summary>
internal sealed class AlertWatch(IServiceProvider host, AuditHashes hashes, ISessionStore store)
{
    /// <summary>So many nonces that are used again alert, within <see cref="NonceWindow"/>, and at times within half as much again.</summary>
    public const int Nonces = 3;

    /// <summary>So many networks of one session alert, within <see cref="PlaceWindow"/>, and at times within half as much again.</summary>
    public const int Networks = 3;

    private const int Countries = 2;

    public static readonly TimeSpan NonceWindow = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan PlaceWindow = TimeSpan.FromMinutes(10);

    /// <summary>Looks at events that have happened.</summary>
    /// <exception cref="SessionStoreException">The store can't count now; the rest is not looked at.</exception>
    public async ValueTask LookAsync(IReadOnlyList<AuthEvent> batch, CancellationToken cancellationToken)
    {
        foreach (SessionEvent happened in batch.OfType<SessionEvent>())
        {
            if (happened.Name == SessionEventNames.NonceReused)
            {
                await LookAtNonceAsync(happened, cancellationToken).ConfigureAwait(false);
            }
            else if (happened is { Session: { } session, Place: { } place })
            {
                await LookAtPlaceAsync(happened, session, place, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Inside an Activity every player has an address of Discord's, so that the player is what is counted there.
    private async ValueTask LookAtNonceAsync(SessionEvent happened, CancellationToken cancellationToken)
    {
        byte[] about = happened.IsAddressShared || happened.Origin?.Address is not { } address
            ? Encoding.UTF8.GetBytes($"{happened.Provider}:{happened.ProviderSubject}")
            : address.GetAddressBytes();
        if (await ReachesAsync(new Watched("nonce", about, Nonces, NonceWindow), happened.At, one: default, cancellationToken).ConfigureAwait(false))
        {
            Raise(happened, SessionEventNames.NoncesReused);
        }
    }

    private async ValueTask LookAtPlaceAsync(SessionEvent happened, FamilyId session, SessionPlace place, CancellationToken cancellationToken)
    {
        if (!place.Before.IsEmpty && !place.Before.Span.SequenceEqual(place.Now.Span))
        {
            // The one before was not counted while nothing had changed.
            Watched networks = new("network", session.Bytes, Networks, PlaceWindow);
            bool isMany = await ReachesAsync(networks, place.BeforeAt, place.Before, cancellationToken).ConfigureAwait(false);
            if (await ReachesAsync(networks, happened.At, place.Now, cancellationToken).ConfigureAwait(false) || isMany)
            {
                Raise(happened, SessionEventNames.ManyNetworks);
            }
        }

        if (happened.Origin?.Address is { } address && host.GetService<ICountryLookup>()?.Find(address) is { } country
            && await ReachesAsync(new Watched("country", session.Bytes, Countries, PlaceWindow), happened.At, Encoding.UTF8.GetBytes(country), cancellationToken).ConfigureAwait(false))
        {
            Raise(happened, SessionEventNames.ManyCountries);
        }
    }

    // A window that begins with its first count would miss what lies on both sides of its end. So each is counted in three that overlap by two thirds, each half as long again as what is asked for:
    // whatever lies within that time lies within one of them.
    private async ValueTask<bool> ReachesAsync(Watched watched, DateTimeOffset at, ReadOnlyMemory<byte> one, CancellationToken cancellationToken)
    {
        TimeSpan kept = watched.Window * 2;
        long last = at.UtcTicks / (watched.Window.Ticks / 2);
        bool reaches = false;
        for (long window = last - 2; window <= last; window++)
        {
            byte[] counter = hashes.OfAlert(watched.Kind, [.. watched.About.Span, .. BitConverter.GetBytes(window)]);
            if (one.IsEmpty || await store.UseOnceAsync(hashes.OfAlert(watched.Kind, [.. counter, .. one.Span]), kept, cancellationToken).ConfigureAwait(false))
            {
                reaches |= (await store.CountAsync(counter, new WindowQuota(int.MaxValue, kept), cancellationToken).ConfigureAwait(false)).Count == watched.Most;
            }
        }

        // Told once for all of them.
        return reaches && await store.UseOnceAsync(hashes.OfAlert($"{watched.Kind} told", watched.About.Span), watched.Window, cancellationToken).ConfigureAwait(false);
    }

    private void Raise(SessionEvent cause, string name) => host.GetRequiredService<SessionEvents>().Raise(cause with { Name = name, Place = null, Reason = null });

    private readonly record struct Watched(string Kind, ReadOnlyMemory<byte> About, int Most, TimeSpan Window);
}

/// <summary>Where a session was and where it is: keyed hashes of networks.</summary>
/// <param name="Before">Where it was; none where that is not known.</param>
/// <param name="BeforeAt">When it was there.</param>
/// <param name="Now">Where it is.</param>
internal sealed record SessionPlace(ReadOnlyMemory<byte> Before, DateTimeOffset BeforeAt, ReadOnlyMemory<byte> Now);

/// <summary>Finds out in which country an address is, for the alert <see cref="SessionEventNames.ManyCountries"/>. Optional: register one in the services. Safe for use from any thread.</summary>
public interface ICountryLookup
{
    /// <summary>Finds the country.</summary>
    /// <param name="address">The address of a client.</param>
    /// <returns>Its country, such as <c>DE</c>; null where it is not known.</returns>
    string? Find(System.Net.IPAddress address);
}
