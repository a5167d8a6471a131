using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Providers;

/// <summary>
/// What a host's configuration says to this family and nobody reads: a misspelt key leaves an option at its default without a word, so it is told of, in the log at start and in the error of
/// an option that is missing. Names of keys only, never a value.
/// </summary>
internal sealed class ConfigurationKeys(IServiceProvider host)
{
    private const string Family = "GameAuth";

    private readonly IConfiguration? _root = host.GetService<IConfiguration>();
    private readonly RegisteredProvider[] _providers = [.. host.GetServices<RegisteredProvider>()];

    /// <summary>An error of wrong options: what is wrong, where they are read from, and what the configuration has that nobody reads.</summary>
    /// <param name="failures">A sentence for each wrong option, with the fix.</param>
    /// <param name="provider">Whose options; null for the family's own.</param>
    /// <param name="registration">Which registration's; null for the family's own.</param>
    public GameAuthConfigurationException ToException(IEnumerable<string> failures, string? provider = null, string? registration = null)
    {
        string? section = provider is null ? Family : SectionOf(Array.Find(_providers, one => one.Provider == provider && one.Registration == registration))?.Path;
        string source = _root is null || section is null ? "Nothing is read from a configuration: no IConfiguration is among the services."
            : registration is null or "default" ? $"The configuration's section is {section}."
            : $"The configuration's sections are {section}:Registrations:{registration} and {section}.";
        return new GameAuthConfigurationException(string.Join(' ', failures.Append(source).Concat(Unread()))) { Provider = provider, Step = "options" };
    }

    /// <summary>A sentence for each key that is not read, with the nearest one that is.</summary>
    public IEnumerable<string> Unread()
    {
        if (_root is null)
        {
            return [];
        }

        KnownKeys family = KnownKeys.Of<GameAuthOptions>();
        family[nameof(GameAuthOptions.Tokens)] = KnownKeys.Of<TokenOptions>();
        family[nameof(GameAuthOptions.Attempts)] = KnownKeys.Of<AttemptOptions>();
        foreach (RegisteredProvider provider in _providers)
        {
            family[provider.Title] = null;
        }

        List<string> found = [.. RootKeys(family)];
        Look(_root.GetSection(Family), family, found, judgesSections: false);
        foreach (RegisteredProvider provider in _providers.DistinctBy(static one => one.Provider))
        {
            if (SectionOf(provider) is { } section)
            {
                KnownKeys registrations = [];
                foreach (RegisteredProvider one in _providers.Where(one => one.Provider == provider.Provider))
                {
                    registrations[one.Registration] = provider.Keys();
                }

                KnownKeys keys = provider.Keys();
                keys["Registrations"] = registrations;
                Look(section, keys, found, judgesSections: true);
            }
        }

        return found.Distinct(StringComparer.Ordinal);
    }

    private static void Look(IConfigurationSection section, KnownKeys known, List<string> found, bool judgesSections)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (known.TryGetValue(child.Key, out KnownKeys? children))
            {
                if (children is not null)
                {
                    Look(child, children, found, judgesSections: true);
                }
            }
            else if (Nearest(child.Key, known) is { } near)
            {
                found.Add($"The configuration's {child.Path} is not read; did you mean {section.Path}:{near}?");
            }
            else if (judgesSections || child.Value is not null)
            {
                // Below GameAuth a section of its own may be another package's, or a provider's that this host does not add.
                found.Add($"The configuration's {child.Path} is not read: {section.Path} has no such option.");
            }
        }
    }

    /// <summary>Keys beside the section that were meant to be in it: another name, or an environment variable with one underscore for two.</summary>
    private IEnumerable<string> RootKeys(KnownKeys family)
    {
        foreach (IConfigurationSection child in _root!.GetChildren())
        {
            string[] parts = child.Key.Split('_', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 1 && parts[0].Equals(Family, StringComparison.OrdinalIgnoreCase) && family.ContainsKey(parts[1]))
            {
                yield return $"The configuration's {child.Key} is not read: an environment variable has two underscores between its parts, as in {string.Join("__", parts)}.";
            }
            else if (!child.Key.Equals(Family, StringComparison.OrdinalIgnoreCase) && child.Value is null && Distance(child.Key, Family) <= 2)
            {
                yield return $"The configuration's section {child.Key} is not read; did you mean {Family}?";
            }
        }
    }

    private static string? Nearest(string key, KnownKeys known)
    {
        string[] parts = key.Split('_', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 1 && known.ContainsKey(parts[0]))
        {
            return $"{string.Join(':', parts)} ({string.Join("__", parts)} in an environment variable)";
        }

        (string Name, int Distance) best = known.Keys.Select(name => (name, Distance(key, name))).MinBy(static one => one.Item2);
        return best.Distance <= Math.Max(1, best.Name.Length / 4) ? best.Name : null;
    }

    /// <summary>How many letters have to be added, taken out or changed to make one name of the other (Levenshtein's distance).</summary>
    private static int Distance(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > 3)
        {
            return int.MaxValue;
        }

        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 0; i < from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < to.Length; j++)
            {
                int changed = diagonal + (char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[to.Length];
    }

    private IConfigurationSection? SectionOf(RegisteredProvider? provider) => provider?.Section(host) as IConfigurationSection;
}

/// <summary>
/// The keys that a section may have, by name and without regard to case. A key with null has any children, such as the addresses of hosts, which are checked by their own rule.
/// </summary>
internal sealed class KnownKeys() : Dictionary<string, KnownKeys?>(StringComparer.OrdinalIgnoreCase)
{
    /// <summary>The properties of options.</summary>
    public static KnownKeys Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>()
    {
        KnownKeys keys = [];
        foreach (System.Reflection.PropertyInfo property in typeof(T).GetProperties())
        {
            keys[property.Name] = null;
        }

        return keys;
    }
}
