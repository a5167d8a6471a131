using System.Globalization;
using System.Text;
using System.Text.Json;
using GameAuth.Emulator;

namespace GameAuth.Tool;

/// <summary>Prints where each emulated host is.</summary>
internal static class HostMap
{
    public static string Text(GameAuthEmulator emulator)
    {
        int width = emulator.Hosts.Keys.Max(host => host.Length);
        StringBuilder table = new();
        foreach ((string host, Uri address) in emulator.Hosts)
        {
            table.Append(CultureInfo.InvariantCulture, $"{host.PadRight(width)}  {address}").AppendLine();
        }

        table.AppendLine().AppendLine("Configuration (environment variables take __ for :)");
        foreach ((string key, string? value) in emulator.Configuration)
        {
            table.Append(CultureInfo.InvariantCulture, $"{key}={value}").AppendLine();
        }

        return table.AppendLine().Append("Ctrl+C stops the emulator.").ToString();
    }

    public static string Json(GameAuthEmulator emulator)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("hosts");
            foreach ((string host, Uri address) in emulator.Hosts)
            {
                writer.WriteString(host, address.AbsoluteUri);
            }

            writer.WriteEndObject();
            writer.WriteStartObject("configuration");
            foreach ((string key, string? value) in emulator.Configuration)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
