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
        MasterKeySource[] sources = [.. host.GetServices<MasterKeySource>()];
        if (sources.Length == 0)
        {
            throw new GameAuthConfigurationException(
                "GameAuth: no key source is chosen, and tokens are never stored in the clear. Choose one: UseKey(bytes) for a key of your own, "
                + "UseMountedSecret(path) for a secret of systemd, Docker or Kubernetes, or UseKeyFile() for a file that only this user can read.")
            { Step = "options" };
        }

        return new AesGcmTokenProtector(ApplicationName(host), sources[0], sources[1..]);
    }

    public static KeyFileKeySource KeyFile(IServiceProvider host, string? path) => new(
        path ?? FileTokenStore.DirectoryFor(ApplicationName(host)) + ".key", host.GetRequiredService<TimeProvider>());

    private static string ApplicationName(IServiceProvider host) => host.GetRequiredService<IOptions<GameAuthOptions>>().Value.ApplicationName;
}
