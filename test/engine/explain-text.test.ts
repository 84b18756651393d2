import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../rules/index.ts';
import { milan, plan, told } from './told-example.ts';

describe('in Italian', () => {
  test('an ordinary Monday morning', () => {
    expect(
      told('it', '2026-11-23T10:00+01:00', milan),
    ).toBe(`Chiamata da +39 02 1234 5678 al numero 800123456 «Assistenza clienti»
lunedì 23 novembre 2026, 10:00 (Europe/Rome) · piano versione 1 · id a84b4c76e66710
└─ Chi chiama: +39 02 1234 5678 (Milano)
   Non è in nessuna delle liste: si segue il ramo «altrimenti».
   └─ Da dove: Milano, distretto 02 (con sede in provincia di Milano, Lombardia)
      È nell'area «nord-ovest»: si segue il caso 1.
      └─ Quando: lunedì 23 novembre 2026, 10:00 (Europe/Rome)
         Percorso comune «orario».
         Calendario «ufficio»: periodo «aperto», fascia 09:00-13:00 di lunedì.
         Si segue il caso 1. Il periodo cambia alle 13:00.
         └─ Ripartizione: questa chiamata cade al 36,17 %
            Si segue la quota 1 (60 %, da 0 a 60).
            └─ Destinazione: Sede di Milano, poi Sede di Roma
               1. Sede di Milano: +39 02 1234 5678 (20 secondi)
               2. Sede di Roma: +39 06 5551 2345, poi +39 06 5551 2346 (20 secondi ciascuno)`);
  });

  test('a holiday', () => {
    expect(
      told('it', '2026-12-07T10:00+01:00', milan),
    ).toContain(`         Calendario «ufficio»: periodo «festivo», tutto il giorno (festa: Sant'Ambrogio).
         Nessun caso ha questo periodo: si segue il ramo «altrimenti». Il periodo cambia mercoledì 9 dicembre 2026 alle 00:00.
         └─ Annuncio: «Siamo chiusi»
            Chi chiama sente sip:chiuso@annunci.example.it.`);
  });

  test('the night shift after midnight', () => {
    expect(
      told('it', '2026-11-01T01:30+01:00', { caller: '3331234567', callId: 'x4' }),
    ).toBe(`Chiamata da +39 333 123 4567 al numero 800123456 «Assistenza clienti»
domenica 1 novembre 2026, 01:30 (Europe/Rome) · piano versione 1 · id x4
└─ Chi chiama: +39 333 123 4567 (cellulare)
   Non è in nessuna delle liste: si segue il ramo «altrimenti».
   └─ Da dove: cellulare
      Il caso 1 indica proprio questa provenienza: si segue quello.
      └─ Quando: domenica 1 novembre 2026, 01:30 (Europe/Rome)
         Percorso comune «orario».
         Calendario «ufficio»: periodo «serale», perché dura ancora la fascia 22:00-02:00 cominciata sabato 31 ottobre 2026.
         Si segue il caso 2. Il periodo cambia alle 02:00.
         └─ Destinazione: Reperibile
            1. Reperibile: +39 335 123 4567 (20 secondi)`);
  });

  test('a caller who asked for privacy', () => {
    expect(
      told('it', '2026-11-23T10:00+01:00', { caller: '0655512345', withheld: true, callId: 'x8' }),
    ).toBe(`Chiamata da +39 06 5551 2345 al numero 800123456 «Assistenza clienti»
lunedì 23 novembre 2026, 10:00 (Europe/Rome) · piano versione 1 · id x8
└─ Chi chiama: +39 06 5551 2345 (Roma), che ha chiesto di non mostrare il numero
   Il piano ha un ramo per chi non mostra il numero: si segue quello.
   └─ Chiamata rifiutata: chi chiama non è ammesso`);
  });

  test('no site in service', () => {
    const call = { ...milan, outOfService: ['milano', 'roma'] };
    expect(
      told('it', '2026-11-23T10:00+01:00', call),
    ).toContain(`            La prima scelta è la quota 1 (60 %, da 0 a 60).
            Quota 1 tolta, perché fuori servizio: milano, roma. Tra le quote rimaste la chiamata cade a 27,94 su 40, quota 2.
            Quota 2 tolta, perché fuori servizio: roma.
            Nessuna quota ha una sede in servizio: resta la prima scelta.
            └─ Destinazione: Sede di Milano, poi Sede di Roma
               Nessuna di queste sedi è in servizio: si provano comunque.
               1. Sede di Milano: +39 02 1234 5678 (20 secondi)
`);
  });
});

describe('in English', () => {
  test('an ordinary Monday morning', () => {
    expect(
      told('en', '2026-11-23T10:00+01:00', milan),
    ).toBe(`Call from +39 02 1234 5678 to 800123456 “Assistenza clienti”
Monday 23 November 2026, 10:00 (Europe/Rome) · plan version 1 · id a84b4c76e66710
└─ Who calls: +39 02 1234 5678 (Milano)
   It is in none of the lists: the branch “otherwise” is followed.
   └─ From where: Milano, district 02 (seated in the province of Milano, Lombardia)
      It is in the area “nord-ovest”: case 1 is followed.
      └─ When: Monday 23 November 2026, 10:00 (Europe/Rome)
         Shared route “orario”.
         Calendar “ufficio”: period “aperto”, window 09:00-13:00 of Monday.
         Case 1 is followed. The period changes at 13:00.
         └─ Distribution: this call falls at 36.17%
            It is within share 1 (60%, 0 to 60).
            └─ Destination: Sede di Milano, then Sede di Roma
               1. Sede di Milano: +39 02 1234 5678 (20 seconds)
               2. Sede di Roma: +39 06 5551 2345, then +39 06 5551 2346 (20 seconds each)`);
  });

  test('a caller by prefix, one site skipped', () => {
    const call = { caller: '+39 02 4567 111', callId: 'x5', outOfService: ['roma'] };
    expect(told('en', '2026-11-23T03:00+01:00', call)).toBe(`Call from +39 02 456 7111 to 800123456 “Assistenza clienti”
Monday 23 November 2026, 03:00 (Europe/Rome) · plan version 1 · id x5
└─ Who calls: +39 02 456 7111 (Milano)
   It begins like the entry +39024567* of the list “clienti-vip”: case 1 is followed.
   └─ Destination: Sede di Milano, then Reperibile
      1. Sede di Milano: +39 02 1234 5678 (20 seconds)
      –  Sede di Roma: out of service, skipped
      2. Reperibile: +39 335 123 4567 (20 seconds)`);
  });

  test('the afternoon of a day with hours of its own', () => {
    expect(
      told('en', '2026-12-24T15:00+01:00', milan),
    ).toContain(`         Calendar “ufficio”: period “chiuso”, because 15:00 is outside 09:00-12:00 (on 24 December 2026).
         No case has this period: the branch “otherwise” is followed. The period changes on Friday 25 December 2026 at 00:00.
`);
  });

  test('a split that chose again', () => {
    const shares = [
      { percent: 97.5, then: { site: 'milano' } },
      { percent: 2.5, then: { site: 'roma' } },
    ];
    const call = { ...milan, outOfService: ['milano'] };
    const split: Plan = { ...plan, route: { split: { by: 'caller', shares } } };
    expect(
      told('en', '2026-11-23T10:00+01:00', call, split),
    ).toContain(`└─ Distribution by caller: +39 02 1234 5678 always falls at 43.46%
   The first choice is share 1 (97.5%, 0 to 97.5).
   Share 1 is taken out, because out of service: milano. Among the shares that remain the call falls at 0.89 of 2.5, share 2.
   The call goes to share 2 (2.5%, 97.5 to 100).
   └─ Destination: Sede di Roma`);
    expect(
      told('it', '2026-11-23T10:00+01:00', call, split),
    ).toContain(`└─ Ripartizione secondo chi chiama: +39 02 1234 5678 cade sempre al 43,46 %
   La prima scelta è la quota 1 (97,5 %, da 0 a 97,5).
   Quota 1 tolta, perché fuori servizio: milano. Tra le quote rimaste la chiamata cade a 0,89 su 2,5, quota 2.
   Si segue la quota 2 (2,5 %, da 97,5 a 100).
   └─ Destinazione: Sede di Roma`);
  });
});
