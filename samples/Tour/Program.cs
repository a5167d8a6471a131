using System.CommandLine;
using GameAuth.Discord;
using GameAuth.Hytale;
using GameAuth.Pd2;
using GameAuth.Psn;
using GameAuth.Xbox;
using Tour;
using Tour.Discord;
using Tour.Hytale;
using Tour.Pd2;
using Tour.Psn;
using Tour.Xbox;

Option<bool> plain = new("--plain") { Description = "One line a step, without colours." };
Option<string> provider = new("--provider") { Description = "The provider to show.", DefaultValueFactory = _ => XboxDefaults.Provider };
provider.AcceptOnlyFromAmong(XboxDefaults.Provider, HytaleDefaults.Provider, PsnDefaults.Provider, Pd2Defaults.Provider, DiscordDefaults.Provider);

RootCommand tour = new("Signs a player in on the embedded emulator, and shows each step as it happens.") { plain, provider };
tour.SetAction((parsed, cancellationToken) => TourGuide.RunAsync(
    parsed.GetValue(provider) switch
    {
        HytaleDefaults.Provider => new HytaleTour(),
        PsnDefaults.Provider => new PsnTour(),
        Pd2Defaults.Provider => new Pd2Tour(),
        DiscordDefaults.Provider => new DiscordTour(),
        _ => new XboxTour(),
    },
    new TourReport(parsed.GetValue(plain) || Console.IsOutputRedirected),
    cancellationToken));
return await tour.Parse(args).InvokeAsync();
