using System.Globalization;
using System.Resources;

namespace GameAuth.Hytale;

/// <summary>The sentences for people about the codes of Hytale, from one resource file.</summary>
internal static class HytaleMessages
{
    private static readonly ResourceManager Texts = new(typeof(HytaleMessages));

    private static readonly Func<string, string?> Source = Find;

    public static void Register() => UserMessageSource.AddFallback(Source);

    private static string? Find(string key) =>
        key.StartsWith("hytale_", StringComparison.Ordinal) ? Texts.GetString(key, CultureInfo.CurrentUICulture) : null;
}
