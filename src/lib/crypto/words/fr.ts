/**
 * The French words of an assigned unlock secret: 1024 words, separated by single spaces.
 * The position of a word is its 10-bit value (0 to 1023), so 5 words drawn evenly are one of 2^50 secrets.
 * The list is our own. Never reorder it, and never replace a word: secrets already given out depend on it.
 * Accents are optional when typing: no two words are the same without them.
 */
export const wordsFr =
	'abeille abri abricot accord acier acteur adresse affiche agenda agneau agrume aigle ail aimant album ' +
	'aliment almanach alphabet amande ambre ami amitié ampoule ananas anchois anis anneau année annonce ' +
	'antenne août appareil appel appétit arachide araignée arbitre arbre arche ardoise armoire arôme arrosoir ' +
	'article artisan artiste asperge assiette athlète atlas aube auberge automne avenir avenue averse avoine ' +
	'avril azur bague baguette bain bal balade balai balance balcon ballon bambou banane banc bandeau banjo ' +
	'baril basilic basket bassin bâtiment batterie bébé bec bêche beige beignet berceau béret berger beurre ' +
	'bibelot biberon bijou billard bille biscuit bison blaireau blanc blé bleuet bloc blouson bocal bois ' +
	'boisson boîte bol bonbon bonheur bonjour bonnet bonsaï bordure botte boucle bougie bouillon boule bouleau ' +
	'boulon bouquet bourgeon boussole bouton bracelet branche bras brioche brique brise brocoli broderie ' +
	'brosse brouette bruine brume buffet buffle buisson bulle bureau buse butte cabane cabas cabine câble ' +
	'cacao cactus cadeau cadran cadre café cahier caille caillou calcul calme camarade caméra campagne canapé ' +
	'canard cannelle cantine canyon carafe caramel caravane carnaval carnet carotte carré carreau carrosse ' +
	'cartable carton cascade casier casque castor céleri cerf cerise chaise chalet chaleur chameau chamois ' +
	'champ champion chandail chanson chapeau chapitre chardon charrue chat château chaton chausson chemin ' +
	'chemise chêne cheval cheveu chèvre chien chiffon chiot chocolat chorale chouette ciel cigale cigogne cil ' +
	'cinéma cinq cirque citron clarté classe clavier climat cloche clown coiffeur colibri colle collier ' +
	'colline colombe colonne comédie comète commode compas compote concert cône confetti conte copain copie ' +
	'coquille corail cornet cosmos costume côte coton coude couleur couloir coupe couronne course cousin ' +
	'coussin couvert crabe craie crapaud cravate crayon crèche crème crêpe crevette cristal crochet crocus ' +
	'cube cuisine cuivre culture cygne damier danse date dauphin décembre décor défilé déjeuner désert dessin ' +
	'détour devoir diamant dictée dimanche dîner disque doigt domino dos dossier douceur douze dragon dune duo ' +
	'durée duvet écaille écharpe échelle écho éclair école écolier écorce écran écriture écureuil écurie ' +
	'effort élève encre énigme ensemble entrée épaule épice épinard éponge équipe érable escalier escargot ' +
	'espace espoir étable étage étang étape été étoile étude éventail exemple exercice fable famille farce ' +
	'farine faucon fauteuil fée fenêtre fenouil ferme festival fête feuille feutre fève février figue figuier ' +
	'fil filet flacon flamant flamme flan flaque fleur fleuve flocon flûte foin folklore fondue fontaine ' +
	'football forêt forme fossile fougère foulard foule four fourmi fraise frère frigo frite fromage front ' +
	'fruit futur gadget galerie galette gamelle gant garage gare gâteau gauche gaufre gazelle géant gelée ' +
	'genou géranium gilet girafe givre glace glaçon globe gomme gorge gourde goût goyave graine grange granit ' +
	'grappe gravier grelot grenier grillon grimace gris grotte groupe gruyère guépard guêpe guide guitare ' +
	'gymnase habit habitude hameau hamster haricot harmonie harpe hauteur herbe hérisson héron heure hibou ' +
	'histoire hiver homard horizon horloge housse huile huit huître humour hyène iceberg idée igloo iguane île ' +
	'image immeuble indigo insecte instant invité iris ivoire jaguar jambe janvier jardin jasmin jaune jean ' +
	'jeton jeu joie jongleur joue journal judo juillet juin jumeau karaté kayak kimono kiosque kiwi koala lac ' +
	'lagon laine lait laitue lama lampe lanterne lapin lavabo lavande leçon lecture légende légume lentille ' +
	'léopard lessive lettre lézard liège lierre ligne lilas limace limonade linge lion liste litre livre ' +
	'loisir losange lotus loup loutre luge lumière lundi lune lutin luxe lycée macaron machine maçon magasin ' +
	'magie magnolia maillot main maison maman manège mangue manteau marbre marché mardi marée marelle marge ' +
	'marmite marmotte marron mars mascotte mât matière matin mauve méduse mélange mélodie melon mémoire menthe ' +
	'menton menu mésange message mesure métal météo mètre meuble meule miel miette mille mimosa minuit minute ' +
	'miroir mobile modèle moineau mois moisson moitié monde montagne montre monument moquette morceau morse ' +
	'mosaïque motif moto mouche mouchoir mouette moufle moulin mousse moutarde mouton muraille museau musée ' +
	'musique myrtille nageur natation nature neige neuf neveu nez nid nièce niveau noisette noix nombre nord ' +
	'note nougat nouille nounours novembre nuage nuit numéro nylon oasis océan octobre odeur oie oiseau olive ' +
	'ombre omelette onze opéra orange oreille orge orgue orteil ouest ours outil ouvrage ovale oxygène page ' +
	'paille pain palais palette palmier panda panier panneau panorama pantalon panthère pantin paon papa ' +
	'papaye papier papillon parade parasol parc parent parfum parole parquet partage pastèque patin paume pavé ' +
	'paysage pêche peigne peintre peinture pélican pelle pelouse peluche pendule pensée pépin perche perle ' +
	'perruche persil personne pétale phoque piano pièce pierre pigeon pilier pilote pinceau pingouin pinson ' +
	'piscine pistache piste pivoine pizza place plage plaine planche planète plat platane pluie plume poche ' +
	'poème poésie poignée point poire poireau pois poisson poivre poivron polaire pollen polo pomme pompier ' +
	'pompon poney pont porche portail portrait poster postier potage poterie pouce poulain poupée poussin ' +
	'prairie pré préau prénom présent produit profil projet prune puce puits pull puzzle pyramide quartier ' +
	'quatre quatuor question quiche quinze quiz racine radio rail raisin rampe ranch raquette râteau ravioli ' +
	'rayon rayure recette récit record récré reflet refrain règle relief renard renne repas repos ressort rêve ' +
	'réveil rhubarbe rideau rime rivière riz robe robinet robot rocher rodéo roman rond rosace rose roseau ' +
	'roue rouge rouleau route ruban rubis ruche rue rugby ruisseau sable sabot sac sachet safari safran sage ' +
	'saison salade salle salon samedi sandale sandwich sapin sardine sauce saule saumon savane saveur savon ' +
	'scène science scooter score seau semaine semelle semoule sentier sept seuil siècle sifflet signal simple ' +
	'sirop site six ski soie soirée soja soleil solo sommeil sommet sonnette sorbet soucoupe souffle soulier ' +
	'soupe source sourcil sourire souris spatule sport square stade station statue studio style sucre sud ' +
	'suite surprise sushi table tablette tablier tabouret talon tambour tandem tango tapis tarte tartine tasse ' +
	'taupe taureau temps tennis tente terrain terrasse terre texte thé théâtre thème thermos thon thym ticket ' +
	'tigre timbre tiroir tissu titre toast toile toit tomate tombola tonneau tonnerre torchon tortue toucan ' +
	'toupie tour tournoi tracteur train trèfle treize trente trésor tresse triangle tricycle trio trombone ' +
	'tronc trottoir trousse truite tuile tulipe tunique tutu unité univers utile vacances vache vallée vallon ' +
	'valse vanille vedette vélo velours vendredi vent verbe verdure verger verre veste viande vigne village ' +
	'ville vinaigre violette violon virgule visage visite vitamine vitesse vitrine voile voisin voiture voix ' +
	'volant volcan volley volume voyage voyelle wagon yaourt yoga zèbre zéro zigzag zone';
