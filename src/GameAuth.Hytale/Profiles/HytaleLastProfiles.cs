using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>Remembers for which profile each account's last game session was made. Safe for use from any thread.</summary>
internal sealed class HytaleLastProfiles(RecordSet<HytaleLastProfile> records, ILogger log)
{
    private const string Name = "last";

    public async Task<Guid?> FindAsync(HytaleAccount account, CancellationToken cancellationToken) =>
        (await records.Of(account).ReadAsync(Name, cancellationToken).ConfigureAwait(false))?.Profile;

    /// <summary>Writes it where it is another; a failure costs the next start a call, and no more.</summary>
    public async Task RememberAsync(HytaleAccount account, Guid profile)
    {
        try
        {
            if (await FindAsync(account, CancellationToken.None).ConfigureAwait(false) != profile)
            {
                await records.Of(account).SaveAsync(Name, new HytaleLastProfile(profile), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (CredentialStoreException failure)
        {
            HytaleLog.ProfileNotRemembered(log, failure.State.ToString());
        }
    }
}

/// <summary>The profile of an account's last game session, as it is kept: a restart goes on with it and asks nobody.</summary>
internal sealed record HytaleLastProfile(Guid Profile);
