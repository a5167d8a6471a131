using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server;

/// <summary>Finds out in which country an address is, for the alert <see cref="SessionEventNames.ManyCountries"/>. Optional: register one in the services. Safe for use from any thread.</summary>
public interface ICountryLookup
{
    /// <summary>Finds the country.</summary>
    /// <param name="address">The address of a client.</param>
    /// <returns>Its country, such as <c>DE</c>; null where it is not known.</returns>
    string? Find(System.Net.IPAddress address);
}

/// <summary>
/// Looks at events for what only several of them show (section 7 of the specification): nonces that are used again over and over, a session that comes from several networks or countries in a few minutes.
/// It counts in the store, so that nodes see together what each sees a part of; it does so off the path of requests. Safe for use from any thread.
/// </summary>
internal sealed class AlertWatch(IServiceProvider host, AuditHashes hashes, ISessionStore store)
{
    /// <summary>So many nonces that are used again alert, within <see cref="NonceWindow"/>.</summary>
    public const int Nonces = 3;

    /// <summary>So many networks of one session alert, within <see cref="PlaceWindow"/>.</summary>
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
        if (await CountAsync(hashes.OfAlert("nonce", about), NonceWindow, cancellationToken).ConfigureAwait(false) == Nonces)
        {
            Raise(happened, SessionEventNames.NoncesReused);
        }
    }

    private async ValueTask LookAtPlaceAsync(SessionEvent happened, FamilyId session, SessionPlace place, CancellationToken cancellationToken)
    {
        if (!place.Before.IsEmpty && !place.Before.Span.SequenceEqual(place.Now.Span))
        {
            // The one before was not counted while nothing had changed.
            await CountPlaceAsync(happened, session, ("network", place.Before), Networks, SessionEventNames.ManyNetworks, cancellationToken).ConfigureAwait(false);
            await CountPlaceAsync(happened, session, ("network", place.Now), Networks, SessionEventNames.ManyNetworks, cancellationToken).ConfigureAwait(false);
        }

        if (happened.Origin?.Address is { } address && host.GetService<ICountryLookup>()?.Find(address) is { } country)
        {
            await CountPlaceAsync(happened, session, ("country", Encoding.UTF8.GetBytes(country)), Countries, SessionEventNames.ManyCountries, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CountPlaceAsync(
        SessionEvent happened, FamilyId session, (string Kind, ReadOnlyMemory<byte> Name) place, int most, string alert, CancellationToken cancellationToken)
    {
        byte[] one = hashes.OfAlert(place.Kind, [.. session.Bytes.Span, .. place.Name.Span]);
        if (await store.UseOnceAsync(one, PlaceWindow, cancellationToken).ConfigureAwait(false)
            && await CountAsync(hashes.OfAlert(place.Kind, session.Bytes.Span), PlaceWindow, cancellationToken).ConfigureAwait(false) == most)
        {
            Raise(happened, alert);
        }
    }

    // It alerts when the count is reached, and not again for each one after it in the window.
    private async ValueTask<int> CountAsync(byte[] key, TimeSpan window, CancellationToken cancellationToken) =>
        (await store.CountAsync(key, new WindowQuota(int.MaxValue, window), cancellationToken).ConfigureAwait(false)).Count;

    private void Raise(SessionEvent cause, string name) => host.GetRequiredService<SessionEvents>().Raise(cause with { Name = name, Place = null, Reason = null });
}

/// <summary>Where a session was and where it is: keyed hashes of networks.</summary>
/// <param name="Before">Where it was; none where that is not known.</param>
/// <param name="Now">Where it is.</param>
internal sealed record SessionPlace(ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> Now);
