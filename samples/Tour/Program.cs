using System.CommandLine;
using Tour;

Option<bool> plain = new("--plain") { Description = "One line a step, without colours." };
Option<string> provider = new("--provider") { Description = "The provider to show.", DefaultValueFactory = _ => "xbox" };
provider.AcceptOnlyFromAmong("xbox");

RootCommand tour = new("Signs a player in on the embedded emulator, and shows each step as it happens.") { plain, provider };
tour.SetAction((parsed, cancellationToken) =>
    new XboxTour(new TourReport(parsed.GetValue(plain) || Console.IsOutputRedirected)).RunAsync(cancellationToken));
return await tour.Parse(args).InvokeAsync();
