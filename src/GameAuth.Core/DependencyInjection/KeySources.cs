using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>The key sources that a host's store is sealed with: those that were chosen, or what stands in for a choice.</summary>
internal sealed class KeySources
{
    public KeySources(IServiceProvider host)
    {
        KeyProtection minimum = host.GetRequiredService<IOptions<GameAuthOptions>>().Value.MinimumProtection;
        MasterKeySource[] sources = [.. host.GetServices<MasterKeySource>()];
        NewestFirst = sources.Length == 0
            ? [MinimumProtectionKeySource.Over(KeyDefaults.Unchosen(host), minimum)]
            : [MinimumProtectionKeySource.Over(sources[0], minimum), .. sources.Skip(1)];
    }

    /// <summary>The first seals; the others only open what was sealed before.</summary>
    public IReadOnlyList<MasterKeySource> NewestFirst { get; }
}
