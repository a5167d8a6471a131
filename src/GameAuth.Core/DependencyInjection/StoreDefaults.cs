using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>The store and the protector of a host that chose no others.</summary>
internal static class StoreDefaults
{
    public static FileTokenStore FileStore(IServiceProvider host, string? directory) => new(
        directory ?? FileTokenStore.DirectoryFor(ApplicationName(host)), host.GetRequiredService<TimeProvider>());

    public static AesGcmTokenProtector Protector(IServiceProvider host)
    {
        IReadOnlyList<MasterKeySource> sources = host.GetRequiredService<KeySources>().NewestFirst;
        return new AesGcmTokenProtector(ApplicationName(host), sources[0], [.. sources.Skip(1)]);
    }

    public static string ApplicationName(IServiceProvider host) => host.GetRequiredService<IOptions<GameAuthOptions>>().Value.ApplicationName;
}
