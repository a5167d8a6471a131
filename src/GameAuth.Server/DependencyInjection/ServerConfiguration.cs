using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server;

/// <summary>Reads the server's options from the host's configuration, and says what of it nobody reads: a misspelt key would leave an option at its default without a word.</summary>
internal static class ServerConfiguration
{
    public const string Section = "GameAuth:Server";

    private const string Profiles = "Profiles";

    public static void Bind(GameAuthServerOptions options, IServiceProvider host) => Read(host, Section, section => section.Bind(options));

    public static void Bind(SessionProfile profile, string name, IServiceProvider host) => Read(host, SectionOf(name), section => section.Bind(profile));

    /// <summary>The error of wrong options: what is wrong, where they are read from, and what the configuration has there that nobody reads.</summary>
    public static GameAuthConfigurationException ToException(IServiceProvider host, IEnumerable<string> failures, string section = Section)
    {
        string source = host.GetService<IConfiguration>() is null
            ? "Nothing is read from a configuration: no IConfiguration is among the services."
            : $"The configuration's section is {section}.";
        return new GameAuthConfigurationException(string.Join(' ', failures.Append(source).Concat(Unread(host)))) { Step = "options" };
    }

    /// <summary>A sentence for each key below <c>GameAuth:Server</c> that is not read. Names of keys only, never a value.</summary>
    public static IEnumerable<string> Unread(IServiceProvider host)
    {
        if (host.GetService<IConfiguration>() is not { } configuration)
        {
            yield break;
        }

        // Sections of other packages, such as those of stores and bridges, have children of their own.
        foreach (IConfigurationSection key in configuration.GetSection(Section).GetChildren().Where(static key => key.Value is not null && !OptionNames.Contains(key.Key)))
        {
            yield return $"The configuration's {key.Path} is not read: {Section} has no such option.";
        }

        string[] known = [.. host.GetServices<RegisteredProfile>().Select(static profile => profile.Name)];
        foreach (IConfigurationSection profile in configuration.GetSection($"{Section}:{Profiles}").GetChildren())
        {
            if (!known.Contains(profile.Key, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"The configuration's {profile.Path} is not read: no profile of that name was added with AddProfile(\"{profile.Key}\").";
                continue;
            }

            foreach (IConfigurationSection key in profile.GetChildren().Where(static key => !ProfileNames.Contains(key.Key)))
            {
                yield return $"The configuration's {key.Path} is not read: a profile has no such option.";
            }
        }
    }

    public static string SectionOf(string profile) => $"{Section}:{Profiles}:{profile}";

    internal static readonly HashSet<string> OptionNames = NamesOf<GameAuthServerOptions>();

    internal static readonly HashSet<string> ProfileNames = NamesOf<SessionProfile>();

    private static HashSet<string> NamesOf<
        [System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicProperties)] T>() =>
        new(typeof(T).GetProperties().Select(static property => property.Name), StringComparer.OrdinalIgnoreCase);

    private static void Read(IServiceProvider host, string path, Action<IConfiguration> bind)
    {
        if (host.GetService<IConfiguration>() is not { } configuration)
        {
            return;
        }

        try
        {
            bind(configuration.GetSection(path));
        }
        catch (InvalidOperationException unreadable)
        {
            throw new GameAuthConfigurationException($"{path}: {unreadable.Message} Mend that value of the configuration.") { Step = "options" };
        }
    }
}
